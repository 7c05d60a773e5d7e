#!/usr/bin/python3
"""Writes the tables of the operators that runtimes support: tables.py DOCUMENTS TABLES.

DOCUMENTS is a folder with these files, of the commits that SOURCES names:
  Operators.md, Operators-ml.md                 onnx/onnx, docs
  OperatorKernels.md                            microsoft/onnxruntime, docs
  webgpu-operators.md                           microsoft/onnxruntime, js/web/docs
  webgpu_execution_provider.cc                  microsoft/onnxruntime, onnxruntime/core/providers/webgpu
  coreml_supported_mlprogram_ops.md,
  coreml_supported_neuralnetwork_ops.md         microsoft/onnxruntime, tools/ci_build/github/apple
  operators.md                                  onnx/onnx-tensorrt, docs
TABLES is core/src/main/resources/io/github/gradcam4j/export.

A row has the operator, the opsets of models whose use of it is supported, what a use needs, and a note. The opsets
follow ONNX Runtime's matching: a kernel for 7+ fits the definition of opset 7, and no later definition. What a use needs
and the notes are kept here by hand, from the documents and, where they are silent, from the sources next to them.
"""
import re
import sys
from pathlib import Path

ORT = "microsoft/onnxruntime, commit ef73996a (2026-07-08, the last one of 1.28 on its main branch)"
TENSORRT = "onnx/onnx-tensorrt, commit 7c51a63a (of TensorRT 11.1, 2026-07)"
SOURCES = {
    "onnxruntime-cpu": ("1.28", f"docs/OperatorKernels.md of {ORT}"),
    "onnxruntime-cuda": ("1.28", f"docs/OperatorKernels.md of {ORT}"),
    "webgpu": ("1.28", "js/web/docs/webgpu-operators.md and core/providers/webgpu/webgpu_execution_provider.cc, what both "
               f"have, of {ORT}"),
    "coreml-mlprogram": ("1.28", f"coreml_supported_mlprogram_ops.md and core/providers/coreml of {ORT}"),
    "coreml-neuralnetwork": ("1.28", f"coreml_supported_neuralnetwork_ops.md and core/providers/coreml of {ORT}"),
    "tensorrt": ("11.1", f"docs/operators.md of {TENSORRT}"),
}

LATEST = 27  # the opset of ONNX 1.22, which ONNX Runtime 1.28 contains

REDUCTIONS = ["L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum", "SumSquare"]

COREML_PROGRAM = {
    "And": ("", "both inputs are boolean"),
    "AveragePool": ("ceil_mode=0 dilations=1", "of images only"),
    "BatchNormalization": ("constant=1,2,3,4", "of four axes; in the source, not in the table"),
    "Cast": ("", "between float, float16, int32, int64 and bool"),
    "Clip": ("constant=1,2", ""),
    "Conv": ("constant=2", "of one or two spatial axes"),
    "ConvTranspose": ("constant=1,2 output_padding=0", "all pads are equal; no output_shape, no auto_pad"),
    "DepthToSpace": ("", "CRD: of a fixed shape"),
    "Gather": ("", "in the source, not in the table"),
    "GatherND": ("constant=1 batch_dims=0", ""),
    "Gemm": ("constant=1,2 transA=0 alpha=1 beta=1", ""),
    "GlobalAveragePool": ("", "of images only"),
    "GlobalMaxPool": ("", "of images only"),
    "GridSample": ("", "of images only; not linear with reflection without align_corners"),
    "GroupNormalization": ("constant=1,2", ""),
    "InstanceNormalization": ("constant=1,2", ""),
    "LayerNormalization": ("constant=1,2 outputs=1", ""),
    "MatMul": ("", "no vector times a matrix"),
    "MaxPool": ("outputs=1 ceil_mode=0 dilations=1 storage_order=0", "of images only"),
    "Pad": ("constant=1,2,3", "constant or reflect, no negative pads; in the source, not in the table"),
    "Pow": ("", "both inputs are float32"),
    "Reciprocal": ("", "adds 1e-4 to the divisor"),
    "ReduceMax": ("constant=1", ""),
    "ReduceMean": ("constant=1", ""),
    "ReduceMin": ("constant=1", "in the source, not in the table"),
    "ReduceProd": ("constant=1", "in the source, not in the table"),
    "ReduceSum": ("constant=1", ""),
    "Reshape": ("constant=1", "of a fixed shape, to five axes at most"),
    "Resize": ("constant=2,3", "of the last two axes, whose size is fixed; nearest: asymmetric; linear: half_pixel, "
               "align_corners, or asymmetric with sizes"),
    "Slice": ("constant=1,2,3,4", "of a fixed shape"),
    "Split": ("constant=1", "into two or more"),
    "Squeeze": ("constant=1", ""),
    "Tile": ("", "of five axes at most"),
    "Unsqueeze": ("constant=1", "to five axes at most"),
    "Where": ("", "the selected values are float or float16"),
}
COREML_OPSETS = {"Resize": 11, "Slice": 10, "Pad": 11, "Reshape": 5, "BatchNormalization": 7}
COREML_OPSETS |= dict.fromkeys(["Add", "Div", "Max", "Mul", "Pow", "Sub"], 7)
COREML_OPSETS |= dict.fromkeys(["Elu", "Gelu", "HardSigmoid", "LeakyRelu", "PRelu", "Relu", "Sigmoid", "Tanh"], 6)

COREML_NETWORK = {
    "AveragePool": ("ceil_mode=0 dilations=1", "of images only"),
    "BatchNormalization": ("constant=1,2,3,4", "of four axes"),
    "Cast": ("to=6", "of the result of an ArgMax"),
    "Clip": ("constant=1,2", ""),
    "Concat": ("", "of four axes, along the third from last"),
    "Conv": ("constant=1,2", "of one or two spatial axes"),
    "DepthToSpace": ("mode=DCR", ""),
    "Gather": ("", "the indices are no single number"),
    "Gemm": ("constant=1,2 transA=0 alpha=1 beta=1", ""),
    "GlobalAveragePool": ("", "of images only"),
    "GlobalMaxPool": ("", "of images only"),
    "MatMul": ("constant=1", "of matrices"),
    "MaxPool": ("outputs=1 ceil_mode=0 dilations=1 storage_order=0", "of images only"),
    "Pad": ("constant=1,2,3 mode=constant", "of the last two axes"),
    "Pow": ("", "both inputs are float32"),
    "PRelu": ("constant=1", "the slope is per channel or one number"),
    "ReduceMean": ("constant=1", "in the source, not in the table"),
    "ReduceSum": ("constant=1", ""),
    "Reshape": ("constant=1", "of a fixed shape, to five axes at most"),
    "Resize": ("constant=2,3 coordinate_transformation_mode=asymmetric", "of images; nearest: floor"),
    "Shape": ("start=0", "no end"),
    "Slice": ("constant=1,2,3,4", "of a fixed shape; not empty"),
    "Split": ("constant=1", "into two or more"),
    "Squeeze": ("constant=1", ""),
}

TENSORRT_USES = {
    "Attention": ("outputs=1 softcap=0", "of four axes; no cache of earlier keys and values"),
    "AveragePool": ("dilations=1", "of two or three spatial axes"),
    "Constant": ("", "numbers only"),
    "CumSum": ("constant=1", ""),
    "DeformConv": ("", "of one or two spatial axes; the pads of an axis are equal"),
    "DequantizeLinear": ("", "the zero point is 0"),
    "Dropout": ("", "not in training"),
    "EyeLike": ("", "of a fixed shape"),
    "GridSample": ("", "of four axes"),
    "GRU": ("", "both directions have the same activations"),
    "Hardmax": ("", "the axis has a fixed size"),
    "If": ("", "the branches have outputs of the same rank and of other names"),
    "LayerNormalization": ("outputs=1", ""),
    "Loop": ("", "the length of the outputs is fixed, and so are the shapes of carried values"),
    "LpPool": ("dilations=1", ""),
    "LSTM": ("input_forget=0 layout=0", "both directions have the same activations"),
    "MaxPool": ("outputs=1 dilations=1", "of two or three spatial axes"),
    "OneHot": ("constant=1", ""),
    "QuantizeLinear": ("", "the zero point is 0"),
    "RandomNormal": ("", "ignores the seed"),
    "RandomNormalLike": ("", "ignores the seed"),
    "RandomUniform": ("", "ignores the seed"),
    "RandomUniformLike": ("", "ignores the seed"),
    "Resize": ("antialias=0 keep_aspect_ratio_policy=stretch", "nearest or linear; no tf_crop_and_resize"),
    "RNN": ("", "both directions have the same activations"),
    "RotaryEmbedding": ("", "the positions are int64"),
    "ScatterND": ("reduction=none", ""),
    "Squeeze": ("constant=1", ""),
    "STFT": ("constant=1,2", "of real values"),
    "TensorScatter": ("axis=-2", "of four axes"),
    "TopK": ("sorted=1", "fewer than 3840"),
    "Unsqueeze": ("constant=1", ""),
} | {"Reduce" + r: ("constant=1", "") for r in REDUCTIONS}

WEBGPU_USES = {
    "AveragePool": ("", "of two spatial axes"),
    "Conv": ("", "of one or two spatial axes"),
    "ConvTranspose": ("", "of one or two spatial axes"),
    "MaxPool": ("outputs=1", "its source computes no indices"),
    "Reshape": ("", "moves no data"),
    "Resize": ("", "no downsampling with align_corners"),
    "Shape": ("", "on the CPU, without a copy of the data"),
}


def plain(cell):
    return re.sub(r"<[^>]*>", "", cell).strip()


def rows(text):
    lines = [line.strip() for line in text.splitlines()]
    inner = [line.removeprefix("|").removesuffix("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in inner]


def definitions(documents):
    """Returns the opsets that define each operator, and the operators with a body of simpler ones."""
    versions, functions = {}, set()
    for name in ["Operators.md", "Operators-ml.md"]:
        is_function = False
        for cells in rows((documents / name).read_text()):
            cells = [plain(c) for c in cells]
            if cells[0].startswith("**"):
                is_function = cells[0] == "**Function**"
            elif len(cells) > 1 and re.fullmatch(r"[\d, ]+", cells[1]):
                operator = re.sub(r" \(deprecated\)|experimental ", "", cells[0])
                versions[operator] = sorted(int(v) for v in cells[1].split(","))
                if is_function:
                    functions.add(operator)
    return versions, functions


def opsets(operator, kernels, versions):
    """Returns the opsets of models whose definition of the operator has a kernel."""
    known = versions.get(operator)
    if not known:
        return {v for first, last in kernels for v in range(first, (last or LATEST) + 1)}
    found = set()
    for opset in range(1, LATEST + 1):
        # Before the first definition of ONNX, some operators are ONNX Runtime's own.
        since = max((v for v in known if v <= opset), default=opset)
        if any(since == first or last and first <= since <= last for first, last in kernels):
            found.add(opset)
    return found


def ranges(found):
    parts, first = [], None
    for v in range(1, LATEST + 2):
        if v in found and first is None:
            first = v
        if v not in found and first is not None:
            parts.append(f"{first}+" if v > LATEST else str(first) if first == v - 1 else f"{first}-{v - 1}")
            first = None
    return ",".join(parts)


def kernel(text):
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    return numbers[0], None if text.endswith("+") else numbers[-1]


def kernels(document, provider):
    """Returns the kernels of an execution provider in OperatorKernels.md, by operator."""
    section = document.split(f"## Operators implemented by {provider}")[1].split("## Operators implemented by")[0]
    found, domain, operator = {}, "", ""
    for cells in rows(section):
        heading = re.search(r"Operator Domain:\*\* \*([\w.]*)\*", cells[0])
        if heading:
            domain = "" if heading[1] == "ai.onnx" else heading[1] + "."
        elif len(cells) > 2 and re.fullmatch(r"[\d+\[\], ]+", cells[-2]):
            operator = domain + cells[0] if cells[0] else operator
            found.setdefault(operator, []).append(kernel(cells[-2].strip("[]")))
    return found


def jsep(document):
    found = {}
    for cells in rows(document):
        for domain, list_ in re.findall(r"([\w.]+)\(([^)]*)\)", cells[1]):
            if domain != "com.ms.internal.nhwc" and cells[0] != "Operator":
                operator = cells[0] if domain == "ai.onnx" else f"{domain}.{cells[0]}"
                found.setdefault(operator, []).extend(kernel(k) for k in list_.split(","))
    return found


def native(source):
    """Returns the kernels that the WebGPU provider registers."""
    found = {}
    helpers = {"Cast": r"CreateCastKernelInfo<([\d, ]+)>", "Unsqueeze": r"CreateUnsqueeze\w*KernelInfo<([\d, ]+)>",
               "Expand": r"CreateExpand\w*KernelInfo<([\d, ]+)>", "Equal": r"CreateEqual\w*KernelInfo<([\d, ]+)>",
               "Sub": r"CreateSub\w*KernelInfo<([\d, ]+)>", "Where": r"CreateWhere\w*KernelInfo<([\d, ]+)>",
               "ReduceSum": r"CreateReduceSum\w*KernelInfo<([\d, ]+)>"}
    for operator, pattern in helpers.items():
        found[operator] = [pair(n) for n in re.findall(pattern, source)]
    found["Range"] = [(11, None)]
    pattern = r"(?:KERNEL_CREATE_INFO\w*\(|kOnnxDomain, )(\d+(?:, \d+)?)(?:, (?:float|MLFloat16|\w+_t))?, ([A-Z]\w+)\)"
    for numbers, operator in re.findall(pattern, source):
        found.setdefault(operator, []).append(pair(numbers))
    return found


def pair(numbers):
    values = [int(n) for n in numbers.split(",")]
    return values[0], values[1] if len(values) > 1 else None


def named(document):
    """Returns the operators of a table of CoreML's provider."""
    names = [re.sub(r"^ai\.onnx[:.]", "", c[0]).replace("com.microsoft:", "com.microsoft.") for c in rows(document)]
    return {"ArgMax" if n == "Argmax" else n for n in names if n[0].isalpha() and n != "Operator"}


def write(folder, name, lines):
    lines = sorted({line for line in lines if not line.startswith("Memcpy")})
    version, source = SOURCES[name]
    head = [f"# version: {version}", f"# source: {source}", "# written by .ci/runtimes/tables.py",
            "# operator\topsets\tneeds\tnote"]
    (folder / f"{name}.tsv").write_text("\n".join(head + lines) + "\n")
    print(name, len(lines))


def row(operator, found, use=("", "")):
    return "\t".join([operator, found, *use])


def main(documents, tables):
    versions, functions = definitions(documents)
    text = {f.name: f.read_text() for f in documents.iterdir()}
    providers = {name: kernels(text["OperatorKernels.md"], provider + "ExecutionProvider")
                 for name, provider in [("onnxruntime-cpu", "CPU"), ("onnxruntime-cuda", "CUDA")]}
    cpu = {o: opsets(o, k, versions) for o, k in providers["onnxruntime-cpu"].items()}
    # ONNX Runtime replaces an operator without a kernel by its definition.
    bodies = {o: set(range(versions[o][0], LATEST + 1)) for o in functions if o not in cpu and "." not in o}
    constant = row("Constant", "1+", ("", "a part of the loaded model"))
    boxes = row("NonMaxSuppression", "10+", ("", "in the source, not in the table"))

    for name, found in providers.items():
        lines = [row(o, ranges(opsets(o, k, versions))) for o, k in found.items()]
        lines += [row(o, ranges(v), ("", "replaced by its definition")) for o, v in bodies.items() if o not in found]
        write(tables, name, [line for line in lines if line.split("\t")[1]] + [constant, boxes])

    older, newer = jsep(text["webgpu-operators.md"]), native(text["webgpu_execution_provider.cc"])
    lines = []
    for operator in older.keys() | newer.keys():
        both = opsets(operator, older.get(operator, []), versions)
        if not operator.startswith("com."):
            both &= opsets(operator, newer.get(operator, []), versions)
        if both:
            lines.append(row(operator, ranges(both), WEBGPU_USES.get(operator, ("", ""))))
    lines += [row(o, ranges(v), ("", "replaced by its definition")) for o, v in bodies.items()]
    write(tables, "webgpu", lines + [constant])

    for name, uses in [("mlprogram", COREML_PROGRAM), ("neuralnetwork", COREML_NETWORK)]:
        listed = named(text[f"coreml_supported_{name}_ops.md"])
        extra = {o for o, use in uses.items() if "not in the table" in use[1]}
        assert not listed & extra and set(uses) <= listed | extra, (name, listed & extra, set(uses) - listed - extra)
        lines = [row(o, f"{COREML_OPSETS.get(o, 1)}+", uses.get(o, ("", ""))) for o in listed | extra]
        write(tables, f"coreml-{name}", lines + [constant])

    listed = {c[0] for c in rows(text["operators.md"]) if len(c) > 1 and c[1].startswith("Y")}
    assert set(TENSORRT_USES) <= listed, set(TENSORRT_USES) - listed
    write(tables, "tensorrt", [row(o, "9-24", TENSORRT_USES.get(o, ("", ""))) for o in listed])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
