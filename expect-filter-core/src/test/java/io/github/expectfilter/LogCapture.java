package io.github.expectfilter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged until this is closed; the System.Logger of the JDK writes to java.util.logging. */
final class LogCapture implements AutoCloseable {

    private final Logger logger;
    private final Level levelBefore;
    private final List<LogRecord> entries = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            entries.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogCapture(Logger logger) {
        this.logger = logger;
        this.levelBefore = logger.getLevel();
        logger.addHandler(handler);
    }

    /** Of one class. */
    static LogCapture of(Class<?> type) {
        return new LogCapture(Logger.getLogger(type.getName()));
    }

    /** Of everybody. */
    static LogCapture ofAll() {
        return new LogCapture(Logger.getLogger(""));
    }

    /** What is below INFO, too. */
    LogCapture withDetails() {
        logger.setLevel(Level.ALL);
        return this;
    }

    List<LogRecord> entries() {
        return entries;
    }

    List<String> warnings() {
        return entries.stream()
                .filter(entry -> entry.getLevel() == Level.WARNING)
                .map(LogRecord::getMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setLevel(levelBefore);
    }
}
