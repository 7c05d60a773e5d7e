#!/usr/bin/python3
"""Exports networks of torchvision with random weights and their right Grad-CAM maps: families.py FOLDER [NAME ...].

For each network, the folder receives NAME.onnx, NAME.npy (the input) and, for two layers, the map in float64 by
PyTorch's autograd. Each gradient is checked by a difference quotient first. cases.json describes them, in the form of the
reference cases. Weights and inputs are seeded.
"""
import copy
import json
import os
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

warnings.filterwarnings("ignore")

# Of the deviation of a layer's values. A large step crosses the kinks of ReLU and max pooling, a small one drowns in
# rounding, above all in smooth networks, whose gradients are small here: one of them must agree.
STEPS = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9)
AGREEMENT = 1e-3
# Of a map's largest value. Between an earlier layer and the scores, rounding to float32 moves some values across kinks.
TOLERANCES = {"auto": 1e-3, "earlier": 1e-2}
# Of the logits. The default weights of some networks give almost equal ones, in which errors do not show.
DEVIATION = 2

# Network: the module that the layer "auto" is the output of, and an earlier module with the same name in the product.
FAMILIES = {
    "alexnet": ("avgpool", "features.7"),
    "convnext_tiny": ("features", "features.5"),
    "densenet121": (".dense", "features.transition2"),
    "efficientnet_b0": ("features", "features.4"),
    "efficientnet_v2_s": ("features", "features.4"),
    "googlenet": ("inception5b", "inception4b"),
    "inception_v3": ("Mixed_7c", "Mixed_7a"),
    "mnasnet0_5": ("layers", "layers.11"),
    "mobilenet_v2": ("features", "features.10"),
    "mobilenet_v3_large": ("features", "features.9"),
    "regnet_y_400mf": ("trunk_output", "trunk_output.block2"),
    "resnet18": ("layer4", "layer2"),
    "resnext50_32x4d": ("layer4", "layer3"),
    "shufflenet_v2_x1_0": ("conv5", "stage3"),
    "squeezenet1_1": ("classifier.2", "features.7"),
    "swin_t": ("norm", "features.3"),
    "vgg11_bn": ("avgpool", "features.17"),
    "vit_b_16": ("encoder.layers.encoder_layer_10", "encoder.layers.encoder_layer_5"),
    "wide_resnet50_2": ("layer4", "layer3"),
}


def contiguous_gradients(module):
    """Keeps gradients contiguous, because PyTorch 1.13 computes some of channels-last gradients wrongly."""

    def hook(_, inputs, output):
        if output.requires_grad:
            output.register_hook(lambda gradient: gradient.contiguous())

    if isinstance(module, (nn.Conv2d, nn.BatchNorm2d)):
        module.register_forward_hook(hook)


def build(name, size):
    torch.manual_seed(3)
    options = dict(init_weights=True, aux_logits=False) if name in ("googlenet", "inception_v3") else {}
    model = getattr(models, name)(weights=None, **options)
    for key, parameter in model.named_parameters():
        if key.endswith("heads.head.weight"):
            nn.init.normal_(parameter, 0, 0.05)
        if "layer_scale" in key:
            nn.init.constant_(parameter, 0.3)
        if "class_token" in key:
            nn.init.normal_(parameter, 0, 0.3)
    generator = torch.Generator().manual_seed(4)
    coarse = F.interpolate(torch.randn(2, 3, 14, 14, generator=generator), size=(size, size), mode="bilinear")
    x = coarse + 0.3 * torch.randn(2, 3, size, size, generator=generator)
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    if norms:
        for norm in norms:
            norm.momentum = 0.9
            nn.init.uniform_(norm.weight, 0.7, 1.3)
            nn.init.normal_(norm.bias, 0, 0.1)
        model.train()
        with torch.no_grad():
            model(x)
    elif name in ("alexnet", "squeezenet1_1"):
        for module in model.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)
    model.eval()
    x = x[:1].contiguous()
    scale_logits(model, x)
    return model, x


def scale_logits(model, x):
    last = [module for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))][-1]
    with torch.no_grad():
        factor = DEVIATION / model(x).std()
        last.weight *= factor
        last.bias *= factor


def channels_first(name, values):
    """Returns [C,H,W] of a layer's output: Swin has channels last, ViT has a class token and rows of tokens."""
    if name == "swin_t":
        return values[0].permute(2, 0, 1)
    if name == "vit_b_16":
        side = int((values.shape[1] - 1) ** 0.5)
        return values[0, 1:].t().reshape(-1, side, side)
    return values[0]


class Right:
    """The network in float64, with the outputs of some modules kept, or one of them moved by a step."""

    def __init__(self, model, layers):
        self.model = copy.deepcopy(model).double()
        for module in self.model.modules():
            if hasattr(module, "inplace"):
                module.inplace = False
            contiguous_gradients(module)
        self.kept = {}
        self.moved = self.step = None
        self.run = self.dense if ".dense" in layers else self.model
        modules = dict(self.model.named_modules())
        for layer in layers:
            if layer in modules:
                modules[layer].register_forward_hook(lambda m, i, output, layer=layer: self.keep(layer, output))

    def keep(self, layer, output):
        if self.moved is not None:
            return output + self.step if self.moved == layer else output
        output.retain_grad()
        self.kept[layer] = output
        return output

    def dense(self, x):
        """DenseNet's last layer is the output of a function, not of a module."""
        features = self.keep(".dense", F.relu(self.model.features(x)))
        return self.model.classifier(torch.flatten(F.adaptive_avg_pool2d(features, 1), 1))

    def explain(self, x):
        logits = self.run(x.double())
        target = int(logits.argmax())
        logits[0, target].backward()
        return target, logits.detach()[0]

    def map(self, name, layer, x, target):
        activations, gradient = self.kept[layer].detach(), self.kept[layer].grad
        self.check(name, layer, x, target)
        a, g = channels_first(name, activations), channels_first(name, gradient)
        return (g.mean((1, 2))[:, None, None] * a).sum(0)

    def check(self, name, layer, x, target):
        """Compares the gradient with difference quotients in a random direction, in which zeros stay zero: the maximum
        of equal zeros has no derivative."""
        activations, gradient = self.kept[layer].detach(), self.kept[layer].grad
        noise = torch.randn(gradient.shape, dtype=gradient.dtype, generator=torch.Generator().manual_seed(5))
        direction = noise * activations / activations.std()
        product, bound = float((gradient * direction).sum()), AGREEMENT * float((gradient * direction).norm())
        quotients = []
        for step in STEPS:
            quotients.append(self.quotient(layer, x, target, float(activations.std()) * step, direction))
            if abs(quotients[-1] - product) <= bound:
                return
        sys.exit(f"{name} at {layer}: PyTorch's gradient gives {product:.6g}, difference quotients are {quotients}")

    def quotient(self, layer, x, target, size, direction):
        self.moved = layer
        scores = []
        with torch.no_grad():
            for self.step in (size * direction, -size * direction):
                scores.append(float(self.run(x.double())[0, target]))
        self.moved = None
        return (scores[0] - scores[1]) / (2 * size)


def export(name, model, x, file):
    training = torch.onnx.TrainingMode.EVAL
    for module in model.modules():
        # The fused fast path of inference has no ONNX form.
        if isinstance(module, nn.MultiheadAttention):
            module.training = True
            training = torch.onnx.TrainingMode.PRESERVE
    with torch.no_grad():
        torch.onnx.export(
            model, (x,), file, opset_version=14, training=training, input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})


def family(folder, name):
    model, x = build(name, 299 if name == "inception_v3" else 224)
    np.save(os.path.join(folder, name + ".npy"), x.numpy())
    right = Right(model, FAMILIES[name])
    target, logits = right.explain(x)
    cases = []
    for layer, (place, tolerance) in zip(FAMILIES[name], TOLERANCES.items()):
        raw = right.map(name, layer, x, target)
        expected = f"{name}.{place}.expected.json"
        with open(os.path.join(folder, expected), "w") as file:
            json.dump(dict(target=target, height=raw.shape[0], width=raw.shape[1], raw=raw.reshape(-1).tolist()), file)
        cases.append({
            "name": f"{name} {place}", "model": name + ".onnx", "input": name + ".npy", "expected": expected,
            "layer": "auto" if place == "auto" else layer, "target": target, "tolerance": tolerance,
            "probability": float(torch.softmax(logits, 0)[target]), "logit": float(logits[target])})
    del right
    export(name, model, x, os.path.join(folder, name + ".onnx"))
    return cases


def main():
    folder, names = sys.argv[1], sys.argv[2:] or FAMILIES
    cases = [case for name in names for case in family(folder, name)]
    with open(os.path.join(folder, "cases.json"), "w") as file:
        json.dump(cases, file, indent=1)


if __name__ == "__main__":
    main()
