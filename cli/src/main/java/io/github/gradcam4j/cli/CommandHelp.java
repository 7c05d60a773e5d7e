package io.github.gradcam4j.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/** The help of a command. Lines of its synopsis end between options, not inside one. */
final class CommandHelp extends Help {

    private static final int ONE_LINE = 10_000;

    /** The smallest width that picocli accepts. */
    private static final int SMALLEST = 55;

    CommandHelp(CommandSpec command, ColorScheme colors) {
        super(command, colors);
    }

    @Override
    public String synopsis(int headingLength) {
        var usage = commandSpec().usageMessage();
        int width = usage.width();
        boolean auto = usage.autoWidth();
        usage.autoWidth(false).width(ONE_LINE);
        try {
            int indent = headingLength + commandSpec().qualifiedName().length() + 1;
            return wrapped(super.synopsis(headingLength).strip(), headingLength, indent, width);
        } finally {
            usage.width(Math.max(width, SMALLEST)).autoWidth(auto);
        }
    }

    private static String wrapped(String synopsis, int start, int indent, int width) {
        var lines = new StringBuilder();
        int column = start;
        for (String word : synopsis.split(" +")) {
            if (column > indent && column + word.length() >= width) {
                lines.append(System.lineSeparator()).append(" ".repeat(indent));
                column = indent;
            } else if (!lines.isEmpty()) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        return lines.append(System.lineSeparator()).toString();
    }
}
