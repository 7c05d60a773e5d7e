/** A sentence on each method; one that is new to the page says nothing wrong. */
const sentences: Record<string, string> = {
  gradcam: 'Each channel weighted by the mean of its gradient: the classic, smooth and robust.',
  'gradcam++': 'Weights that favour cells with a positive influence: finds several objects of one class better.',
  'smoothgradcam++': 'Grad-CAM++ averaged over noisy copies of the picture.',
  hirescam: 'Gradient times activation, cell by cell: where the score comes from, without averaging.',
  xgradcam: 'Gradients averaged with the activations as weights: parts that add up to the score more nearly.',
  layercam: 'Positive gradients cell by cell: works at early layers, where the map is finer.',
  elementwise: 'Gradient times activation with negative products dropped channel by channel.',
  eigencam: 'The strongest common pattern of all channels: asks for no class, so it is the same for each.',
  eigengradcam: 'The strongest common pattern of gradient times activation: cleaner, and about the class.',
  scorecam: 'Shows the model the picture through each channel as a mask: no gradients, but many runs.',
  sscam: 'Score-CAM with noise on the masks: smoother weights, ten times the runs.',
  iscam: 'Score-CAM from nothing to the whole mask, in ten steps: steadier weights, ten times the runs.',
  fem: 'Which cells stand out in their channels: asks for no class and no gradient.',
  ablationcam: 'Switches each channel off and sees what the score loses: no gradients, but many runs.',
  gradient: 'Which pixels would change the score most: noisy, and not where the evidence is.',
  smoothgrad: 'The gradient at many noisy copies of the picture, averaged: a cleaner picture of the same.',
  integratedgradients: 'The gradient on the way from an empty picture to this one: its sum is what the score gains.',
  guidedbackprop: 'Which pixels excite the neurons: sharp outlines, hardly about the class.',
  guidedgradcam: 'Guided backprop within the Grad-CAM map: sharp outlines where the class is.',
  random: 'Noise, to compare with: what scores no better has nothing to say.',
  centre: 'A blob in the middle, to compare with: it has not looked at the picture.',
};

export const sentence = (method: string): string => sentences[method] ?? '';
