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

/**
 * Reads a model without its weights: the messages are copied field by field, and the bytes of a large tensor are skipped
 * and replaced by a note of where in the file they stand, in the form in which ONNX writes of external data. The parser
 * of the protobuf library would copy every one of them to the heap.
 */
final class WeightlessModelReader {

    private static final int LARGE = 1 << 12;

    private final CodedInputStream in;
    private final String location;

    private WeightlessModelReader(CodedInputStream in, String location) {
        this.in = in;
        this.location = location;
    }

    /** @param location the name under which the tensors' place is noted: that of the file */
    static ModelProto read(InputStream file, String location) throws IOException {
        var in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
        return ModelProto.parseFrom(new WeightlessModelReader(in, location).model());
    }

    private byte[] model() throws IOException {
        return message((tag, out) -> copyOrNest(tag, ModelProto.GRAPH_FIELD_NUMBER, this::graph, out));
    }

    private byte[] graph() throws IOException {
        return message((tag, out) -> copyOrNest(tag, GraphProto.INITIALIZER_FIELD_NUMBER, this::tensor, out));
    }

    private byte[] tensor() throws IOException {
        return message((tag, out) -> {
            if (WireFormat.getTagFieldNumber(tag) != TensorProto.RAW_DATA_FIELD_NUMBER) {
                copy(tag, out);
                return;
            }
            int length = in.readRawVarint32();
            if (length < LARGE) {
                out.writeByteArray(TensorProto.RAW_DATA_FIELD_NUMBER, in.readRawBytes(length));
            } else {
                note(ExternalData.LOCATION, location, out);
                note(ExternalData.OFFSET, String.valueOf(in.getTotalBytesRead()), out);
                note(ExternalData.LENGTH, String.valueOf(length), out);
                out.writeEnum(TensorProto.DATA_LOCATION_FIELD_NUMBER, TensorProto.DataLocation.EXTERNAL.getNumber());
                in.skipRawBytes(length);
            }
        });
    }

    private static void note(String key, String value, CodedOutputStream out) throws IOException {
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
            default -> throw new InvalidProtocolBufferException("a field of a kind that ONNX does not use");
        }
    }
}
