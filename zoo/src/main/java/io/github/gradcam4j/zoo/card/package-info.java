/**
 * Cards: descriptions of models as data.
 *
 * <p>A {@link io.github.gradcam4j.zoo.card.Card} contains what a file of weights does not: the sources of the weights
 * with their checksums, the preprocessing of the input, the activation of the output, the labels, names for layers, and
 * the license. The cards of the {@link io.github.gradcam4j.zoo.card.Catalog} are resources of this module; a user's
 * card is a JSON file, and paths in it are relative to that file. {@link io.github.gradcam4j.zoo.card.CardReader}
 * checks every field; its errors name the card and the field.
 *
 * <pre>{@code
 * Card card = CardReader.read(Path.of("my-model.card.json"));
 * System.out.println(card.title() + ", " + card.weights().size() + " sources");
 * }</pre>
 */
package io.github.gradcam4j.zoo.card;
