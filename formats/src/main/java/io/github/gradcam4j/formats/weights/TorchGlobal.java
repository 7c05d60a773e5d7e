package io.github.gradcam4j.formats.weights;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that a checkpoint's pickle may refer to. All others are refused; a class of the JVM cannot be reached. */
sealed interface TorchGlobal {
    String ADVICE = "Save plain weights: torch.save(model.state_dict(), \"weights.pth\"); or, for"
            + " networks other than the known ResNets, export the model to ONNX: torch.onnx.export(model.eval(),"
            + " torch.zeros(1, 3, 224, 224), \"model.onnx\")";

    Map<String, TorchGlobal> ALLOWED = Map.ofEntries(
            Map.entry("collections.OrderedDict", Constructor.ORDERED_DICT),
            Map.entry("torch.Size", Constructor.SIZE),
            Map.entry("torch._utils._rebuild_tensor", Constructor.TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v2", Constructor.TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Constructor.PARAMETER),
            Map.entry("torch.DoubleStorage", new StorageClass(WeightType.FLOAT64)),
            Map.entry("torch.FloatStorage", new StorageClass(WeightType.FLOAT32)),
            Map.entry("torch.HalfStorage", new StorageClass(WeightType.FLOAT16)),
            Map.entry("torch.BFloat16Storage", new StorageClass(WeightType.BFLOAT16)),
            Map.entry("torch.LongStorage", new StorageClass(WeightType.INT64)),
            Map.entry("torch.IntStorage", new StorageClass(WeightType.INT32)),
            Map.entry("torch.ShortStorage", new StorageClass(WeightType.INT16)),
            Map.entry("torch.CharStorage", new StorageClass(WeightType.INT8)),
            Map.entry("torch.ByteStorage", new StorageClass(WeightType.UINT8)),
            Map.entry("torch.BoolStorage", new StorageClass(WeightType.BOOL)));

    static TorchGlobal named(String module, String name) throws WeightFormatException {
        String qualified = module + "." + name;
        TorchGlobal global = ALLOWED.get(qualified);
        if (global == null) {
            throw new WeightFormatException("contains the forbidden name " + qualified + ": " + reason(module)
                    + " None of it was run. " + ADVICE);
        }
        return global;
    }

    private static String reason(String module) {
        return module.startsWith("torch.nn.") || module.startsWith("torchvision.") || module.equals("__main__")
                ? "the file is a whole pickled module, which is code, not only its state dict."
                : "only tensors and plain containers are read, never code.";
    }

    /** The class of a storage. It is only named, never called. */
    record StorageClass(WeightType type) implements TorchGlobal {}

    /** A function that a pickle may call. */
    enum Constructor implements TorchGlobal {
        ORDERED_DICT {
            @Override
            Object call(List<Object> arguments) throws WeightFormatException {
                require(arguments.isEmpty());
                return new LinkedHashMap<>();
            }
        },
        SIZE {
            @Override
            Object call(List<Object> arguments) throws WeightFormatException {
                require(arguments.size() == 1 && arguments.get(0) instanceof Pickle.Tuple);
                return arguments.get(0);
            }
        },
        /**
         * (storage, offset, shape, strides, requires_grad, hooks, metadata); the first version has only the first four.
         */
        TENSOR {
            @Override
            Object call(List<Object> arguments) throws WeightFormatException {
                require(arguments.size() >= 4
                        && arguments.size() <= 7
                        && arguments.get(0) instanceof TorchStorage
                        && arguments.get(1) instanceof BigInteger);
                return new TorchTensor(
                        (TorchStorage) arguments.get(0),
                        exact((BigInteger) arguments.get(1)),
                        longs(arguments.get(2)),
                        longs(arguments.get(3)));
            }
        },
        /** (tensor, requires_grad, hooks); the value is the tensor. */
        PARAMETER {
            @Override
            Object call(List<Object> arguments) throws WeightFormatException {
                require(arguments.size() == 3 && arguments.get(0) instanceof TorchTensor);
                return arguments.get(0);
            }
        };

        abstract Object call(List<Object> arguments) throws WeightFormatException;

        void require(boolean fits) throws WeightFormatException {
            if (!fits) {
                throw new WeightFormatException("is damaged: unexpected arguments for " + this);
            }
        }

        long exact(BigInteger value) throws WeightFormatException {
            require(value.bitLength() < Long.SIZE);
            return value.longValue();
        }

        long[] longs(Object value) throws WeightFormatException {
            require(value instanceof Pickle.Tuple);
            List<Object> items = ((Pickle.Tuple) value).items();
            long[] longs = new long[items.size()];
            for (int i = 0; i < longs.length; i++) {
                require(items.get(i) instanceof BigInteger);
                longs[i] = exact((BigInteger) items.get(i));
            }
            return longs;
        }
    }
}
