package io.github.gradcam4j.studio;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** One thing that can be asked of the studio; the OpenAPI description lists the same. */
record Route(HandlerType method, String path, Handler handler) {

    static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, handler);
    }
}
