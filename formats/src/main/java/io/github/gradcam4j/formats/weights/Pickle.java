package io.github.gradcam4j.formats.weights;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A restricted reader of Python pickles, protocols 2 to 5, for untrusted input: a stack machine with only the opcodes
 * that state dicts use. The values are {@code null}, Boolean, BigInteger, Double, String, {@link Tuple}, List, Map with
 * simple keys, {@link TorchTensor}, {@link TorchStorage} and {@link TorchGlobal}; a name outside
 * {@link TorchGlobal#ALLOWED} ends the reading. Work and memory are bounded by the number of opcodes and by the size of
 * the input.
 */
final class Pickle {
    /** The largest size in bytes; the pickles of real checkpoints have a few MB. */
    static final int MAX_BYTES = 64 << 20;

    static final int PROTO = 0x80;

    private static final int MAX_OPCODES = 1 << 22;
    private static final int MAX_NAME = 256;

    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Set<TorchStorage> storages = new LinkedHashSet<>();

    private Pickle(ByteBuffer in) {
        this.in = in;
    }

    /** An immutable Python tuple. */
    record Tuple(List<Object> items) {}

    /** The value of a pickle, and the storages it refers to. */
    record Content(Object value, Collection<TorchStorage> storages) {}

    /** Reads one pickle and leaves the buffer at its end. */
    static Content read(ByteBuffer in) throws WeightFormatException {
        Pickle pickle = new Pickle(in);
        try {
            return new Content(pickle.run(), pickle.storages);
        } catch (BufferUnderflowException e) {
            throw new WeightFormatException("is cut short: it ends in the middle of its pickle", e);
        }
    }

    private Object run() throws WeightFormatException {
        for (int executed = 0; executed < MAX_OPCODES; executed++) {
            int opcode = Byte.toUnsignedInt(in.get());
            if (opcode == '.') {
                return pop();
            }
            execute(opcode);
        }
        throw new WeightFormatException("its pickle has more than " + MAX_OPCODES + " opcodes");
    }

    private void execute(int opcode) throws WeightFormatException {
        switch (opcode) {
            case PROTO -> requireProtocol(in.get());
            case 0x95 -> in.getLong(); // FRAME
            case 'N' -> push(null);
            case 0x88 -> push(true); // NEWTRUE
            case 0x89 -> push(false); // NEWFALSE
            case 'K' -> pushInteger(Byte.toUnsignedLong(in.get())); // BININT1
            case 'M' -> pushInteger(Short.toUnsignedLong(in.getShort())); // BININT2
            case 'J' -> pushInteger(in.getInt()); // BININT
            case 0x8a -> push(bigInteger(Byte.toUnsignedInt(in.get()))); // LONG1
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))); // BINFLOAT
            case 'X', 'T' -> push(text(in.getInt())); // BINUNICODE, BINSTRING
            case 0x8c, 'U' -> push(text(Byte.toUnsignedInt(in.get()))); // SHORT_BINUNICODE, SHORT_BINSTRING
            case '(' -> marks.push(stack.size()); // MARK
            case ')' -> push(new Tuple(List.of())); // EMPTY_TUPLE
            case 0x85 -> push(new Tuple(popLast(1))); // TUPLE1
            case 0x86 -> push(new Tuple(popLast(2))); // TUPLE2
            case 0x87 -> push(new Tuple(popLast(3))); // TUPLE3
            case 't' -> push(new Tuple(popToMark())); // TUPLE
            case ']' -> push(new ArrayList<>()); // EMPTY_LIST
            case 'a' -> append(popLast(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case '}' -> push(new LinkedHashMap<>()); // EMPTY_DICT
            case 's' -> setItems(popLast(2)); // SETITEM
            case 'u' -> setItems(popToMark()); // SETITEMS
            case 'q' -> memo.put(Byte.toUnsignedInt(in.get()), top()); // BINPUT
            case 'r' -> memo.put(in.getInt(), top()); // LONG_BINPUT
            case 0x94 -> memo.put(memo.size(), top()); // MEMOIZE
            case 'h' -> push(memoized(Byte.toUnsignedInt(in.get()))); // BINGET
            case 'j' -> push(memoized(in.getInt())); // LONG_BINGET
            case 'c' -> push(TorchGlobal.named(line(), line())); // GLOBAL
            case 0x93 -> pushGlobal(popLast(2)); // STACK_GLOBAL
            case 'Q' -> pushStorage(pop()); // BINPERSID
            case 'R' -> reduce(); // REDUCE
            case 'b' -> build(); // BUILD
            default ->
                throw new WeightFormatException("its pickle uses opcode 0x" + Integer.toHexString(opcode)
                        + ", which state dicts do not need; it is refused. " + TorchGlobal.ADVICE);
        }
    }

    private static void requireProtocol(int protocol) throws WeightFormatException {
        if (protocol < 2 || protocol > 5) {
            throw new WeightFormatException("has pickle protocol " + protocol + "; 2 to 5 are supported");
        }
    }

    private void pushInteger(long value) {
        push(BigInteger.valueOf(value));
    }

    private BigInteger bigInteger(int length) {
        byte[] bytes = new byte[length + 1];
        for (int i = length; i > 0; i--) {
            bytes[i] = in.get();
        }
        bytes[0] = (byte) (length > 0 && bytes[1] < 0 ? -1 : 0);
        return new BigInteger(bytes);
    }

    private String text(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws WeightFormatException {
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
            if (c < ' ' || c > '~' || line.length() == MAX_NAME) {
                throw damaged("a name in it is too long or is not text");
            }
            line.append(c);
        }
        return line.toString();
    }

    private void append(List<Object> items) throws WeightFormatException {
        if (!(top() instanceof List<?> list)) {
            throw damaged("it appends to an object that is not a list");
        }
        mutable(list).addAll(items);
    }

    private void setItems(List<Object> items) throws WeightFormatException {
        if (!(top() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
            throw damaged("it sets items of an object that is not a dictionary");
        }
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            // A container as a key could contain itself, and its hash would never end.
            if (!(key instanceof String
                    || key instanceof BigInteger
                    || key instanceof Double
                    || key instanceof Boolean)) {
                throw new WeightFormatException("has a dictionary with keys other than text and numbers");
            }
            mutable(map).put(key, items.get(i + 1));
        }
    }

    private void pushGlobal(List<Object> names) throws WeightFormatException {
        if (!(names.get(0) instanceof String module && names.get(1) instanceof String name)
                || module.length() > MAX_NAME
                || name.length() > MAX_NAME) {
            throw damaged("a name in it is too long or is not text");
        }
        push(TorchGlobal.named(module, name));
    }

    private void pushStorage(Object persistentId) throws WeightFormatException {
        TorchStorage storage = TorchStorage.of(persistentId);
        storages.add(storage);
        push(storage);
    }

    private void reduce() throws WeightFormatException {
        List<Object> call = popLast(2);
        if (!(call.get(0) instanceof TorchGlobal.Constructor constructor && call.get(1) instanceof Tuple arguments)) {
            throw damaged("it calls an object that is not a function");
        }
        push(constructor.call(arguments.items()));
    }

    /** Drops the attributes of an ordered dictionary, such as {@code _metadata}. */
    private void build() throws WeightFormatException {
        Object state = pop();
        if (!(top() instanceof Map && state instanceof Map)) {
            throw damaged("it sets attributes of an object that is not a dictionary");
        }
    }

    private Object memoized(int index) throws WeightFormatException {
        if (!memo.containsKey(index)) {
            throw damaged("it refers to object " + index + ", which is not defined");
        }
        return memo.get(index);
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() throws WeightFormatException {
        requireDepth(1);
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws WeightFormatException {
        requireDepth(1);
        return stack.remove(stack.size() - 1);
    }

    private List<Object> popLast(int count) throws WeightFormatException {
        requireDepth(count);
        return popFrom(stack.size() - count);
    }

    private List<Object> popToMark() throws WeightFormatException {
        if (marks.isEmpty()) {
            throw damaged("a mark is missing");
        }
        return popFrom(marks.pop());
    }

    private List<Object> popFrom(int start) {
        List<Object> tail = stack.subList(start, stack.size());
        List<Object> popped = Collections.unmodifiableList(new ArrayList<>(tail));
        tail.clear();
        return popped;
    }

    private void requireDepth(int count) throws WeightFormatException {
        int bottom = marks.isEmpty() ? 0 : marks.peek();
        if (stack.size() - bottom < count) {
            throw damaged("its stack runs empty");
        }
    }

    private static WeightFormatException damaged(String why) {
        return new WeightFormatException("its pickle is damaged: " + why);
    }

    @SuppressWarnings("unchecked") // only this class creates these lists, with elements of any type
    private static List<Object> mutable(List<?> list) {
        return (List<Object>) list;
    }

    @SuppressWarnings("unchecked") // only this class and TorchGlobal create these maps, with entries of any type
    private static Map<Object, Object> mutable(Map<?, ?> map) {
        return (Map<Object, Object>) map;
    }
}
