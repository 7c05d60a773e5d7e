/** A sentence on each method; one that is new to the page says nothing wrong. */
const sentences: Record<string, string> = {
  gradcam: 'Each channel weighted by the mean of its gradient: the classic, smooth and robust.',
  'gradcam++': 'Weights that favour cells with a positive influence: finds several objects of one class better.',
  'hirescam': 'Gradient times activation, cell by cell: where the score comes from, without averaging.',
  xgradcam: 'Gradients averaged with the activations as weights: parts that add up to the score more nearly.',
  layercam: 'Positive gradients cell by cell: works at early layers, where the map is finer.',
  elementwise: 'Gradient times activation with negative products dropped channel by channel.',
  eigencam: 'The strongest common pattern of all channels: asks for no class, so it is the same for each.',
  eigengradcam: 'The strongest common pattern of gradient times activation: cleaner, and about the class.',
  scorecam: 'Shows the model the picture through each channel as a mask: no gradients, but many runs.',
  ablationcam: 'Switches each channel off and sees what the score loses: no gradients, but many runs.',
  guidedbackprop: 'Which pixels excite the neurons: sharp outlines, hardly about the class.',
  guidedgradcam: 'Guided backprop within the Grad-CAM map: sharp outlines where the class is.',
};

export const sentence = (method: string): string => sentences[method] ?? '';
