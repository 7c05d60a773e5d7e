"""Measures the cost of Grad-CAM in Python tools, as ratios to their own forward pass.

    pip install torch torchvision grad-cam torchcam captum
    python compare.py resnet50 --threads 2 --rounds 40

For comparison, on the same machine and with no other program running:

    ./gradcam bench -m resnet50 --only one

Every tool explains the same class at the same layer with the same weights. All cases take turns in every round, as in
`gradcam bench`. The script skips tools that are not installed, and lists them.
"""

import argparse
import importlib.util
import platform
import statistics
import time

import torch
import torchvision

LAYERS = ["layer4", "layer3", "layer2", "layer1"]


def cases(model, image, target):
    """Yields the name and the function of each case, the plain forward pass first."""

    def forward():
        with torch.inference_mode():
            model(image)

    yield "plain forward pass", forward
    for name in LAYERS:
        layer = getattr(model, name)
        yield f"hooks and autograd at {name}", hooks_and_autograd(model, layer, image, target)
        if has("pytorch_grad_cam"):
            yield f"pytorch-grad-cam at {name}", pytorch_grad_cam(model, layer, image, target)
        if has("torchcam"):
            yield f"torch-cam at {name}", torch_cam(model, name, image, target)
        if has("captum"):
            yield f"captum at {name}", captum(model, layer, image, target)


def has(package):
    return importlib.util.find_spec(package) is not None


def hooks_and_autograd(model, layer, image, target):
    """Returns a function with the minimal work in PyTorch: the gradient at one layer, without parameter gradients."""

    def run():
        activations = []
        handle = layer.register_forward_hook(lambda module, inputs, output: activations.append(output))
        try:
            score = model(image)[0, target]
            (gradient,) = torch.autograd.grad(score, activations[0])
        finally:
            handle.remove()
        weights = gradient.mean(dim=(2, 3), keepdim=True)
        return torch.relu((weights * activations[0]).sum(dim=1)).detach()

    return run


def pytorch_grad_cam(model, layer, image, target):
    from pytorch_grad_cam import GradCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    def run():
        with GradCAM(model=model, target_layers=[layer[-1]]) as cam:
            return cam(input_tensor=image, targets=[ClassifierOutputTarget(target)])

    return run


def torch_cam(model, name, image, target):
    from torchcam.methods import GradCAM

    def run():
        with GradCAM(model, target_layer=name) as cam:
            return cam(target, model(image))

    return run


def captum(model, layer, image, target):
    from captum.attr import LayerGradCam

    return lambda: LayerGradCam(model, layer).attribute(image, target=target)


def measure(measured, rounds):
    times = {name: [] for name, _ in measured}
    for number in range(-max(1, rounds // 4), rounds):
        for name, run in measured:
            start = time.perf_counter()
            run()
            elapsed = time.perf_counter() - start
            if number >= 0:
                times[name].append(elapsed)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", default="resnet50", help="a ResNet of torchvision (default: resnet50)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--target", type=int, default=437, help="the class to explain (default: 437, a lighthouse)")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    model = torchvision.models.get_model(options.model, weights="DEFAULT").eval()
    image = torch.rand(1, 3, 224, 224, generator=torch.Generator().manual_seed(0)) * 4 - 2
    times = measure(list(cases(model, image, options.target)), options.rounds)

    print(
        f"{options.model}, PyTorch {torch.__version__}, torchvision {torchvision.__version__}, "
        f"Python {platform.python_version()}, {options.threads} threads"
    )
    for package in ("pytorch_grad_cam", "torchcam", "captum"):
        if not has(package):
            print(f"{package} is not installed and was skipped")
    print("\n| | median | ratio |\n|---|---:|---:|")
    forward = times["plain forward pass"]
    for name, own in times.items():
        ratio = statistics.median(t / f for t, f in zip(own, forward))
        print(f"| {name} | {1000 * statistics.median(own):.1f} ms | {ratio:.2f} |")


if __name__ == "__main__":
    main()
