/**
 * The catalog of models and the resolution of model files.
 *
 * <p>A model of the catalog is described by a {@link io.github.gradcam4j.zoo.card.Card card}: where its weights come
 * from, how an image becomes its input, and what its classes are called. {@link io.github.gradcam4j.zoo.Zoo} downloads
 * the weights on first use, verifies their checksum, converts them to ONNX and keeps the result in the
 * {@link io.github.gradcam4j.zoo.CacheDirectory}. {@link io.github.gradcam4j.zoo.ModelFinder} accepts files as well as
 * ids, and reads the settings in the card and in the files beside a model.
 *
 * <pre>{@code
 * Model catalogModel = Zoo.model("resnet50-msra");
 *
 * var finder = new ModelFinder(Zoo.open(), DownloadListener.SILENT);
 * var found = finder.find(Optional.of("my-model.onnx"), Optional.empty(), Optional.empty());
 * System.out.println("settings: " + found.model().settings());
 * }</pre>
 */
package io.github.gradcam4j.zoo;
