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

    /** What the user of a client gets to see of a rejection. */
    enum View {
        WHOLE_ANSWER,
        STATUS,
        /** An exception without the status. */
        NOTHING
    }

    String name();

    Habit habit();

    default View view() {
        return View.WHOLE_ANSWER;
    }

    /** The version that runs. */
    String version() throws Exception;

    /** Sends requests one after the other from one client object, which it closes behind the last answer. */
    List<Answer> send(List<Request> requests) throws Exception;
}
