package io.github.gradcam4j.formats.foreign;

import java.util.List;
import java.util.function.Predicate;

/** The formats that are not read, and their conversion. */
final class ForeignFormats {

    private static final Predicate<Sample> BY_NAME = sample -> false;

    private static final String TF = "Convert it to ONNX: python -m tf2onnx.convert ";

    private static final String ORIGINAL =
            "It cannot be converted back; use the ONNX file or the model that it was made from";

    static final List<ForeignFormat> TABLE = List.of(
            format(
                    "a TensorFlow Lite model",
                    List.of(".tflite"),
                    s -> s.hasAt(4, "TFL3"),
                    TF + "--tflite FILE --opset 17 --output NAME.onnx"),
            format(
                    "a TensorFlow SavedModel",
                    List.of(),
                    s -> s.isFolder() && (s.hasEntry("saved_model.pb") || s.hasEntry("saved_model.pbtxt")),
                    TF + "--saved-model FILE --opset 17 --output NAME.onnx"),
            format(
                    "a part of a TensorFlow SavedModel",
                    List.of("saved_model.pb", "saved_model.pbtxt"),
                    s -> s.endsWith(List.of(".pb")) && s.startsWith("\b\u0001\u0012"),
                    TF + "--saved-model FOLDER --opset 17 --output model.onnx"),
            format(
                    "an ONNX model by its first bytes",
                    List.of(),
                    s -> s.endsWith(List.of(".pb", ".model", ".bin"))
                            && s.head().matches("(?s)\b[\u0003-\u000e][\u0012\u001a:B].*"),
                    "Rename it to NAME.onnx"),
            format(
                    "a frozen graph of TensorFlow",
                    List.of(".pb", ".pbtxt", ".graphdef"),
                    BY_NAME,
                    TF + "--graphdef FILE --inputs INPUT:0 --outputs OUTPUT:0 --opset 17 --output NAME.onnx,"
                            + " with the names of its input and of its output of scores"),
            format(
                    "a TensorFlow checkpoint, weights alone",
                    List.of(".ckpt", ".meta", ".index", ".data-00000-of-00001"),
                    BY_NAME,
                    TF + "--checkpoint STEM.meta --inputs INPUT:0 --outputs OUTPUT:0 --output NAME.onnx; a checkpoint"
                            + " of TensorFlow 2 must be loaded into its model, which model.export(\"folder\") saves for"
                            + " --saved-model folder"),
            format(
                    "a TorchScript program",
                    List.of(".torchscript", ".ptl"),
                    s -> s.isZip() && s.hasEntry("constants.pkl") && s.hasEntry("data.pkl"),
                    "Convert it to ONNX: python -c \"import torch; torch.onnx.export(torch.jit.load('FILE').eval(),"
                            + " torch.zeros(1, 3, 224, 224), 'NAME.onnx', opset_version=17, input_names=['input'],"
                            + " dynamic_axes={'input': {0: 'N'}})\" (with dynamo=False from PyTorch 2.9 on)"),
            format(
                    "a program of torch.export",
                    List.of(".pt2"),
                    s -> s.isZip() && (s.hasEntry("serialized_exported_program.json") || s.hasEntry("archive_format")),
                    "Convert it to ONNX: python -c \"import torch; torch.onnx.export(torch.export.load('FILE'),"
                            + " f='NAME.onnx', dynamo=True)\""),
            format("a program of ExecuTorch", List.of(".pte"), s -> s.hasAt(4, "ET12"), ORIGINAL),
            format(
                    "a Core ML package",
                    List.of(".mlpackage"),
                    s -> s.isFolder() && s.hasEntry("Manifest.json") && s.hasEntry("Data"),
                    "No tool converts an ML program to ONNX; export the model that it was made from, in PyTorch with"
                            + " torch.onnx.export, in TensorFlow with tf2onnx"),
            format(
                    "a compiled Core ML model",
                    List.of(".mlmodelc"),
                    s -> s.isFolder() && s.hasEntry("coremldata.bin"),
                    ORIGINAL),
            format(
                    "a Core ML model",
                    List.of(".mlmodel"),
                    BY_NAME,
                    "Convert it to ONNX: python -c \"import coremltools, onnxmltools; onnxmltools.utils.save_model("
                            + "onnxmltools.convert_coreml(coremltools.utils.load_spec('FILE')), 'NAME.onnx')\""),
            format(
                    "a PaddlePaddle model",
                    List.of(),
                    s -> s.isFolder() && s.hasEntry("inference.pdiparams"),
                    "Convert it to ONNX: paddle2onnx --model_dir FILE --model_filename inference.pdmodel"
                            + " --params_filename inference.pdiparams --save_file NAME.onnx (inference.json in place"
                            + " of inference.pdmodel since PaddlePaddle 3)"),
            format(
                    "a PaddlePaddle model",
                    List.of(".pdmodel", ".pdiparams"),
                    BY_NAME,
                    "Convert it to ONNX: paddle2onnx --model_dir FOLDER --model_filename NAME.pdmodel"
                            + " --params_filename NAME.pdiparams --save_file NAME.onnx"),
            format(
                    "a PaddlePaddle checkpoint, weights alone",
                    List.of(".pdparams"),
                    BY_NAME,
                    "Load it into its network and export it in Python: paddle.onnx.export(model, 'NAME',"
                            + " input_spec=[paddle.static.InputSpec([None, 3, 224, 224])])"),
            format(
                    "a Caffe model",
                    List.of(".caffemodel", ".prototxt"),
                    BY_NAME,
                    "Convert it to ONNX: python -m caffe2onnx.convert --prototxt STEM.prototxt --caffemodel"
                            + " STEM.caffemodel --onnx NAME.onnx"),
            format(
                    "a Darknet network",
                    List.of(".weights", ".cfg"),
                    BY_NAME,
                    "Convert it to ONNX with the script of Tianxiaomo/pytorch-YOLOv4: python tool/darknet2onnx.py"
                            + " STEM.cfg STEM.weights 1"),
            format(
                    "an OpenVINO model",
                    List.of(),
                    s -> s.endsWith(List.of(".xml")) && s.head().contains("<net ")
                            || s.endsWith(List.of(".bin")) && s.hasNeighbor(".xml"),
                    "Convert it to ONNX: openvino2onnx STEM.xml NAME.onnx"),
            format(
                    "an MXNet model",
                    List.of("-symbol.json", ".params"),
                    BY_NAME,
                    "Convert it to ONNX: python -c \"import mxnet as mx; mx.onnx.export_model('NAME-symbol.json',"
                            + " 'NAME-0000.params', [(1, 3, 224, 224)], 'float32', 'NAME.onnx')\""),
            format(
                    "a CNTK model",
                    List.of(".cntk", ".dnn"),
                    BY_NAME,
                    "Convert it to ONNX: python -c \"import cntk; cntk.Function.load('FILE').save('NAME.onnx',"
                            + " format=cntk.ModelFormat.ONNX)\""),
            format(
                    "a MATLAB file",
                    List.of(".mat"),
                    s -> s.startsWith("MATLAB "),
                    "Export the network in MATLAB: exportONNXNetwork(net, \"NAME.onnx\")"),
            format(
                    "a TensorRT engine",
                    List.of(".engine", ".plan", ".trt"),
                    s -> s.startsWith("ftrt") || s.startsWith("ptrt"),
                    "It was compiled for one kind of GPU. " + ORIGINAL),
            format("a model in ONNX Runtime's own format", List.of(".ort"), s -> s.hasAt(4, "ORTM"), ORIGINAL),
            format(
                    "a model for another runtime",
                    List.of(".ncnn", ".mnn", ".rknn", ".hef", ".dlc", ".om", ".nb", ".kmodel", ".bmodel", ".tmfile"),
                    s -> s.startsWith("7767517\n"),
                    ORIGINAL),
            format(
                    "a GGUF file",
                    List.of(".gguf"),
                    s -> s.startsWith("GGUF"),
                    "It has quantized weights without a graph. Export the model that it was made from; from Hugging"
                            + " Face: optimum-cli export onnx --model MODEL --task image-classification onnx"),
            format(
                    "a file of Flax, weights alone",
                    List.of(".msgpack"),
                    BY_NAME,
                    "Convert it in Python, for Hugging Face: AutoModelForImageClassification.from_pretrained('FOLDER',"
                            + " from_flax=True).save_pretrained('pytorch'), then: optimum-cli export onnx"
                            + " --model pytorch --task image-classification onnx"),
            format(
                    "a Python object of joblib or pickle",
                    List.of(".pkl", ".pickle", ".joblib", ".sav", ".dill"),
                    BY_NAME,
                    "It is code and is not run. Load it in Python where you trust it; then export it, for PyTorch and"
                            + " fastai: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), 'NAME.onnx',"
                            + " opset_version=17), for scikit-learn: skl2onnx.to_onnx(model, X[:1],"
                            + " options={'zipmap': False})"),
            format(
                    "an archive of NumPy arrays, weights alone",
                    List.of(".npz", ".npy"),
                    s -> s.startsWith("\u0093NUMPY"),
                    "Load it into its network in Python and export that to ONNX"),
            format(
                    "an unpacked Keras model",
                    List.of(),
                    s -> s.isFolder() && s.hasEntry("model.weights.h5") && s.hasEntry("config.json"),
                    "Pack it again: cd FILE && zip -0 ../NAME.keras config.json metadata.json model.weights.h5"),
            format(
                    "a folder of Hugging Face",
                    List.of(),
                    s -> s.isFolder()
                            && s.hasEntry("config.json")
                            && s.entries().stream().noneMatch(e -> e.endsWith(".onnx"))
                            && s.entries().stream()
                                    .anyMatch(e -> e.endsWith(".safetensors")
                                            || e.startsWith("pytorch_model")
                                            || e.startsWith("flax_model")
                                            || e.equals("tf_model.h5")),
                    "Convert it to ONNX: optimum-cli export onnx --model FILE --task image-classification NAME-onnx,"
                            + " and give the file model.onnx in that folder"),
            format(
                    "an archive",
                    List.of(".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".xz", ".bz2"),
                    s -> s.isZip() && (s.hasEntry("model.json") || s.hasEntry("saved_model.pb")),
                    "Unpack it, and give the model's file in it"));

    private ForeignFormats() {}

    private static ForeignFormat format(
            String name, List<String> endings, Predicate<Sample> content, String conversion) {
        return new ForeignFormat(name, endings, content, conversion);
    }
}
