/**
 * Models split at a layer into trunk and head, and the sessions of the parts. Internal: not part of the public API.
 */
package io.github.gradcam4j.internal.split;
