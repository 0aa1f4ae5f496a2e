@org.jspecify.annotations.NullMarked
package dev.gatehouse.server.plan;
