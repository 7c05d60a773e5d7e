/** What is known of a model, as data: a card each. */
package io.github.gradcam4j.zoo.card;
