package io.github.gradcam4j.formats.keras;

import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Group;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.SymbolTableMessage;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names in groups of the old kind, which are texts in a heap, each up to a zero. The library searches the end of
 * each; all may be the same name of a megabyte.
 */
final class Hdf5Names {

    private static final int LONGEST = 1024;

    private final HdfBackingStorage storage;
    private final Set<Long> checked = new HashSet<>();

    Hdf5Names(HdfBackingStorage storage) {
        this.storage = storage;
    }

    /** @throws HdfException if a name in a group may be too long */
    void require(Group group) {
        if (checked.add(group.getAddress())) {
            var header = ObjectHeader.readObjectHeader(storage, group.getAddress());
            header.getMessagesOfType(SymbolTableMessage.class)
                    .forEach(table -> require(new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer()));
        }
    }

    private static void require(ByteBuffer names) {
        int length = 0;
        while (names.hasRemaining()) {
            length = names.get() == 0 ? 0 : length + 1;
            if (length > LONGEST) {
                throw new HdfException(
                        String.format(Locale.ROOT, "a group has a name of more than %,d bytes", LONGEST));
            }
        }
    }
}
