package io.github.gradcam4j.studio;

import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A studio in its own process, as users start it, with access to its memory figures. */
record StudioProcess(Process process, URI url, JMXConnector console) implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("http://\\S+");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final long MIB = 1 << 20;

    /**
     * The memory of a process, in MiB.
     *
     * @param resident the resident set, as the system reports it
     * @param heap used by Java's objects, garbage included
     * @param direct tensors and weights, garbage included
     */
    record Memory(long resident, long heap, long direct) {}

    /** @param home the directory of models and cards */
    static StudioProcess start(Path script, Path home) throws Exception {
        var builder = new ProcessBuilder(script.toString(), "studio", "--port", "0");
        builder.environment().put("GRADCAM_HOME", home.toString());
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var url = address(process);
        var machine = VirtualMachine.attach(String.valueOf(process.pid()));
        try {
            var console = new JMXServiceURL(machine.startLocalManagementAgent());
            return new StudioProcess(process, url, JMXConnectorFactory.connect(console));
        } finally {
            machine.detach();
        }
    }

    /** Reads the address of the studio from the output of its process. */
    static URI address(Process process) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return URI.create(address.group());
            }
        }
        throw new IllegalStateException("The studio did not start");
    }

    Memory memory() throws IOException {
        return new Memory(resident(), heap().getHeapMemoryUsage().getUsed() / MIB, direct().getMemoryUsed() / MIB);
    }

    /** Returns the memory after a garbage collection. */
    Memory memoryAfterCollection() throws IOException {
        heap().gc();
        return memory();
    }

    private MemoryMXBean heap() throws IOException {
        return ManagementFactory.getPlatformMXBean(console.getMBeanServerConnection(), MemoryMXBean.class);
    }

    private BufferPoolMXBean direct() throws IOException {
        return ManagementFactory.getPlatformMXBeans(console.getMBeanServerConnection(), BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }

    private long resident() throws IOException {
        var status = RESIDENT.matcher(Files.readString(Path.of("/proc/%d/status".formatted(process.pid()))));
        if (!status.find()) {
            throw new IllegalStateException("The system does not report the memory of the studio");
        }
        return Long.parseLong(status.group(1)) / 1024;
    }

    @Override
    public void close() throws IOException {
        console.close();
        process.destroy();
    }
}
