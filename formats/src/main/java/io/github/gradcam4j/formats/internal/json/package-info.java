/** JSON of untrusted files. Internal: not part of the public API. */
package io.github.gradcam4j.formats.internal.json;
