#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "core/run/emulation.h"
#include "emulator/requests/request_queue.h"

#include <memory>

namespace waferscope {

/// How the systems of a legal layout serve requests, of its emulated run (MODEL section 7a, Requests).
///
/// Pipelined: every replica takes a request at the run's pace and answers it as long after as the first sample of a
/// step needs. Weight streaming: the wafer takes up to a batch at a time; fewer than a batch take what a step of so few
/// would on the same schedule, emulated when first asked for, one of at most 256 sizes, the next larger. The input of
/// the last one comes first, that of the others while they wait.
///
/// Fails with Usage for a layout that trains. The functions share what they are given.
[[nodiscard]] Result<RequestServers> waferServers(const std::shared_ptr<const Layout>& layout,
                                                  const Assumptions& assumptions, const Emulation& run);

} // namespace waferscope
