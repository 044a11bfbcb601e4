package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.agent.guest.GuestReports;
import dev.guestoperator.agent.guest.Guests;
import dev.guestoperator.agent.guest.RefusedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.OptionalInt;

/** The guests of the node. */
@Path(AgentApi.GUESTS)
@RunOnVirtualThread
class GuestResource {
  private final Guests guests;
  private final GuestReports reports;

  GuestResource(Guests guests, GuestReports reports) {
    this.guests = guests;
    this.reports = reports;
  }

  @GET
  public List<GuestReport> list() {
    return reports.all();
  }

  @GET
  @Path("{uid}")
  public GuestReport get(String uid) {
    return reports.of(uid).orElseThrow(NotFoundException::new);
  }

  @GET
  @Path("{uid}/balloon")
  public BalloonReport balloon(String uid) throws RefusedException {
    return guests.balloon(uid).orElseThrow(NotFoundException::new);
  }

  @PUT
  @Path("{uid}")
  public GuestReport put(String uid, DesiredGuest desired) throws RefusedException {
    Validation.check(uid, desired);
    return guests.put(desired);
  }

  @POST
  @Path("{uid}/interrupts/{line}")
  public Raised raise(String uid, int line, @QueryParam("count") Integer count)
      throws RefusedException, InterruptedException {
    return guests
        .raise(uid, line, Validation.interruptCount(count))
        .orElseThrow(NotFoundException::new);
  }

  @DELETE
  @Path("{uid}")
  public Response delete(
      String uid,
      @QueryParam("epoch") Long epoch,
      @QueryParam("gracePeriodSeconds") Integer gracePeriodSeconds)
      throws RefusedException {
    Validation.checkRemoval(uid, epoch, gracePeriodSeconds);
    var grace =
        gracePeriodSeconds == null ? OptionalInt.empty() : OptionalInt.of(gracePeriodSeconds);
    return guests
        .remove(uid, epoch, grace)
        .map(report -> Response.accepted(report).build())
        .orElseGet(() -> Response.noContent().build());
  }
}
