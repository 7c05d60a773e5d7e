package io.github.gradcam4j.studio;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** A path of the HTTP interface with its handler, and its description in the OpenAPI document. */
record Route(HandlerType method, String path, Operation operation, Handler handler) {

    static Route get(String path, Operation operation, Handler handler) {
        return new Route(HandlerType.GET, path, operation, handler);
    }

    static Route post(String path, Operation operation, Handler handler) {
        return new Route(HandlerType.POST, path, operation, handler);
    }
}
