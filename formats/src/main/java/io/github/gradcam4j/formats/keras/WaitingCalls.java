package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.formats.keras.Topology.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The calls of a functional model in an order in which each comes after its inputs. The work is linear in the model.
 */
final class WaitingCalls {

    private final List<Call> calls;
    private final Deque<Integer> ready = new ArrayDeque<>();
    private final Map<Connection, List<Integer>> byInput = new HashMap<>();

    /** For each call, the number of its inputs that are not computed. */
    private final int[] missing;

    /** @param computed the outputs that are known before the first call */
    WaitingCalls(List<Call> calls, Collection<Connection> computed) {
        this.calls = calls;
        this.missing = new int[calls.size()];
        for (int i = 0; i < missing.length; i++) {
            var inputs = new HashSet<>(calls.get(i).inputs());
            inputs.removeAll(computed);
            missing[i] = inputs.size();
            if (inputs.isEmpty()) {
                ready.add(i);
            }
            for (Connection input : inputs) {
                byInput.computeIfAbsent(input, key -> new ArrayList<>()).add(i);
            }
        }
    }

    /** Returns a call whose inputs are computed, if any. */
    Optional<Call> next() {
        return Optional.ofNullable(ready.poll()).map(calls::get);
    }

    /** Records an output that was computed. */
    void computed(Connection output) {
        var waiting = Optional.ofNullable(byInput.remove(output)).orElse(List.of());
        for (int call : waiting) {
            if (--missing[call] == 0) {
                ready.add(call);
            }
        }
    }

    /** Returns the calls whose inputs are not computed. */
    List<Call> remaining() {
        return IntStream.range(0, missing.length)
                .filter(i -> missing[i] > 0)
                .mapToObj(calls::get)
                .toList();
    }
}
