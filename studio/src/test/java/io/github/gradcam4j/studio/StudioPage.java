package io.github.gradcam4j.studio;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class against the page of one studio with the tiny model. Each test can have its own
 * {@link Screen} as a parameter; {@link Studio} and {@link TestBrowser} are shared. A class that needs another studio
 * registers a {@link StudioPageExtension} itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StudioPageExtension.class)
@interface StudioPage {}
