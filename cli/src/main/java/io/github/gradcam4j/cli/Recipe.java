package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A usual way to turn colors into a model's input.
 *
 * @param settings the model's settings with those of the recipe
 */
record Recipe(String name, Settings settings) {

    private static final double UNIT = 1 / 255.0;
    private static final List<Double> ZERO = List.of(0.0);
    private static final List<Double> ONE = List.of(1.0);
    private static final List<Double> HALF = List.of(0.5);

    /** The settings that a recipe changes, by their names. */
    private static final Set<String> CHANGED = Set.of("color", "pixels", "mean", "std");

    /** Returns the model's own settings first, then the usual recipes that differ from them. */
    static List<Recipe> of(Settings own) {
        var recipes = new ArrayList<Recipe>();
        var colors = own.get(SettingKey.COLOR).orElse(Channels.RGB);
        if (colors.count() == 3) {
            recipes.add(recipe(
                    "ImageNet (PyTorch)",
                    own,
                    Channels.RGB,
                    UNIT,
                    List.of(0.485, 0.456, 0.406),
                    List.of(0.229, 0.224, 0.225)));
            recipes.add(recipe("0 to 1", own, Channels.RGB, UNIT, ZERO, ONE));
            recipes.add(recipe("-1 to 1", own, Channels.RGB, UNIT, HALF, HALF));
            recipes.add(recipe("0 to 255", own, Channels.RGB, 1, ZERO, ONE));
            recipes.add(recipe("Caffe", own, Channels.BGR, 1, List.of(103.939, 116.779, 123.68), ONE));
        } else {
            recipes.add(recipe("0 to 1", own, colors, UNIT, ZERO, ONE));
            recipes.add(recipe("-1 to 1", own, colors, UNIT, HALF, HALF));
            recipes.add(recipe("0 to 255", own, colors, 1, ZERO, ONE));
            recipes.add(recipe("MNIST (PyTorch)", own, colors, UNIT, List.of(0.1307), List.of(0.3081)));
        }
        if (recipes.stream().noneMatch(r -> r.isSameAs(own))) {
            recipes.add(0, new Recipe("settings in use", own));
        }
        return recipes;
    }

    private static Recipe recipe(
            String name, Settings own, Channels color, double scale, List<Double> mean, List<Double> std) {
        var changed = own.of(PartialSettings.ofCaller())
                .with(SettingKey.COLOR, color)
                .with(SettingKey.SCALE, scale)
                .with(SettingKey.MEAN, mean)
                .with(SettingKey.STD, std);
        return new Recipe(name, own.with(changed));
    }

    /** Returns whether the model's own settings are those of this recipe. */
    boolean isSameAs(Settings own) {
        return options().equals(options(own));
    }

    Preprocessing preprocessing() {
        return settings.preprocessing();
    }

    /** Returns the options of the command line that select this recipe. */
    String options() {
        return options(settings);
    }

    private static String options(Settings settings) {
        return settings.list().stream()
                .filter(s -> CHANGED.contains(s.name()))
                .map(s -> "--" + s.name() + " " + s.value())
                .collect(Collectors.joining(" "));
    }
}
