package io.github.gradcam4j.graph;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A reader of models without their weights. It copies the messages field by field, skips the bytes of large tensors and
 * writes their offset and length in the file in the form of ONNX's external data. Protobuf's own parser would copy all
 * weights to the heap.
 */
final class WeightlessModelReader {

    /** The smallest size in bytes of a tensor that is skipped. */
    private static final int LARGE = 1 << 12;

    private final CodedInputStream in;

    private WeightlessModelReader(CodedInputStream in) {
        this.in = in;
    }

    /** Reads a model. The location of the skipped tensors is {@link TensorData#OWN}. */
    static ModelProto read(InputStream file) throws IOException {
        var in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
        return ModelProto.parseFrom(new WeightlessModelReader(in).model());
    }

    private byte[] model() throws IOException {
        return message((tag, out) -> copyOrNest(tag, ModelProto.GRAPH_FIELD_NUMBER, this::graph, out));
    }

    private byte[] graph() throws IOException {
        return message((tag, out) -> copyOrNest(tag, GraphProto.INITIALIZER_FIELD_NUMBER, this::tensor, out));
    }

    private byte[] tensor() throws IOException {
        var values = new Values();
        byte[] bytes = message(values);
        return values.inTensor ? bytes : concat(bytes, values.elsewhere.toByteArray());
    }

    /** The fields of a tensor. Where it has raw data, a written location of its data is left out. */
    private final class Values implements Field {

        private final ByteArrayOutputStream elsewhere = new ByteArrayOutputStream();
        private boolean inTensor;

        @Override
        public void write(int tag, CodedOutputStream out) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TensorProto.RAW_DATA_FIELD_NUMBER -> raw(in.readRawVarint32(), out);
                case TensorProto.EXTERNAL_DATA_FIELD_NUMBER, TensorProto.DATA_LOCATION_FIELD_NUMBER -> {
                    var kept = CodedOutputStream.newInstance(elsewhere);
                    copy(tag, kept);
                    kept.flush();
                }
                default -> copy(tag, out);
            }
        }

        private void raw(int length, CodedOutputStream out) throws IOException {
            inTensor |= length != 0;
            if (length < LARGE) {
                out.writeByteArray(TensorProto.RAW_DATA_FIELD_NUMBER, in.readRawBytes(length));
            } else {
                writeEntry(ExternalData.LOCATION, TensorData.OWN, out);
                writeEntry(ExternalData.OFFSET, String.valueOf(in.getTotalBytesRead()), out);
                writeEntry(ExternalData.LENGTH, String.valueOf(length), out);
                out.writeEnum(TensorProto.DATA_LOCATION_FIELD_NUMBER, TensorProto.DataLocation.EXTERNAL.getNumber());
                in.skipRawBytes(length);
            }
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static void writeEntry(String key, String value, CodedOutputStream out) throws IOException {
        out.writeMessage(
                TensorProto.EXTERNAL_DATA_FIELD_NUMBER,
                StringStringEntryProto.newBuilder().setKey(key).setValue(value).build());
    }

    @FunctionalInterface
    private interface Field {
        void write(int tag, CodedOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Message {
        byte[] read() throws IOException;
    }

    private byte[] message(Field field) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            field.write(tag, out);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private void copyOrNest(int tag, int nested, Message message, CodedOutputStream out) throws IOException {
        if (WireFormat.getTagFieldNumber(tag) != nested) {
            copy(tag, out);
            return;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        out.writeByteArray(nested, message.read());
        in.checkLastTagWas(0);
        in.popLimit(outer);
    }

    private void copy(int tag, CodedOutputStream out) throws IOException {
        out.writeUInt32NoTag(tag);
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readUInt64());
            case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readFixed32());
            case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readFixed64());
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> out.writeBytesNoTag(in.readBytes());
            default -> throw new InvalidProtocolBufferException("a field has a wire type that ONNX does not use");
        }
    }
}
