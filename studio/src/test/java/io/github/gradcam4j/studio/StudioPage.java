package io.github.gradcam4j.studio;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class against the page of one studio with the tiny model. Each test gets a {@link Screen} of its own as a
 * parameter; {@link Studio} and {@link TestBrowser} are the same for all. What needs another studio registers a
 * {@link StudioPageExtension} itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StudioPageExtension.class)
@interface StudioPage {}
