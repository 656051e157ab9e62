package io.github.expectfilter.compatibility.clients;

import java.util.List;

/** A client as its users have it. */
interface Client {

    enum Habit {
        /** Sends content only when told to. */
        WAITS,
        /** Sends {@code Expect} and its content right behind it. */
        DOES_NOT_WAIT,
        /** Has no way to send {@code Expect}. */
        NEVER_EXPECTS
    }

    String name();

    Habit habit();

    /** Whether the user of the client gets to see the status of a rejection. */
    default boolean showsRejections() {
        return true;
    }

    /** The version that runs. */
    String version() throws Exception;

    /** Sends requests one after the other from one client object, which it closes behind the last answer. */
    List<Answer> send(List<Request> requests) throws Exception;
}
