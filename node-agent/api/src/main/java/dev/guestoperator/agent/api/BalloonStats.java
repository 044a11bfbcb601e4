package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a guest tells of its memory (virtio 1.2, 5.5.6.3); what it does not tell is null.
 *
 * @param swapIn bytes
 * @param swapOut bytes
 * @param majorFaults count
 * @param minorFaults count
 * @param freeMemory bytes
 * @param totalMemory bytes
 * @param availableMemory bytes
 * @param diskCaches bytes
 * @param hugetlbAllocations count
 * @param hugetlbFailures count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalloonStats(
    Long swapIn,
    Long swapOut,
    Long majorFaults,
    Long minorFaults,
    Long freeMemory,
    Long totalMemory,
    Long availableMemory,
    Long diskCaches,
    Long hugetlbAllocations,
    Long hugetlbFailures) {}
