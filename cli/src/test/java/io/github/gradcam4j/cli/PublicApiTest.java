package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Public signatures mention no type that users should not depend on. */
@AnalyzeClasses(
        packages = "io.github.gradcam4j",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTestArchives.class})
class PublicApiTest {

    private static final Pattern INTERNAL = Pattern.compile("io\\.github\\.gradcam4j\\.internal\\..*");
    private static final Pattern FORBIDDEN =
            Pattern.compile(".*\\.protobuf\\..*|ai\\.onnx\\..*|ai\\.onnxruntime\\..*|org\\.ejml\\..*|java\\.awt\\..*|"
                    + INTERNAL.pattern());

    /** The members that may: where images come in and go out. */
    private static final Set<String> EXCEPTIONS =
            Set.of("image.Image.fromBufferedImage(java.awt.image.BufferedImage)", "image.Image.toBufferedImage()");

    @ArchTest
    static void publicMembersMentionNoForeignTypes(JavaClasses classes) {
        var found = classes.stream()
                .filter(PublicApiTest::isVisible)
                .flatMap(c -> c.getMembers().stream())
                .filter(PublicApiTest::isVisible)
                .filter(m -> mentioned(m).anyMatch(t -> FORBIDDEN.matcher(t).matches()))
                .map(m -> m.getFullName().replace("io.github.gradcam4j.", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(classes.isEmpty());
        assertEquals(String.join("\n", new TreeSet<>(EXCEPTIONS)), String.join("\n", found));
    }

    private static boolean isVisible(JavaClass type) {
        return !INTERNAL.matcher(type.getName()).matches()
                && isVisible(type.getModifiers())
                && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return isVisible(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** The names of all types in a member's signature, those of type arguments included. */
    private static Stream<String> mentioned(JavaMember member) {
        Stream<JavaType> types = member instanceof JavaCodeUnit unit
                ? Stream.of(
                                Stream.of(unit.getReturnType()),
                                unit.getParameterTypes().stream(),
                                unit.getExceptionTypes().stream())
                        .flatMap(s -> s)
                : member.getAllInvolvedRawTypes().stream().map(t -> t);
        return types.flatMap(t -> t.getAllInvolvedRawTypes().stream()).map(JavaClass::getName);
    }
}
