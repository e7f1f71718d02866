#pragma once

#include "core/job_control.h"
#include "core/result.h"
#include "views/start_page.h"

#include <vector>

namespace waferscope {

/// The shipped networks as cards, without counts: fast.
[[nodiscard]] std::vector<StartCard> galleryCards();

/// The same with counts, which need every network's shapes. Blocking: for JobRunner.
[[nodiscard]] Result<std::vector<StartCard>> countedCards(std::vector<StartCard> cards, const JobControl& job);

} // namespace waferscope
