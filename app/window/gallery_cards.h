#pragma once

#include "core/job_control.h"
#include "core/result.h"
#include "core/system.h"
#include "views/start_page.h"

#include <memory>
#include <vector>

namespace waferscope {

/// The cards so far.
struct CardsPartial : Partial {
    explicit CardsPartial(std::vector<StartCard> filled)
        : cards(std::move(filled))
    {
    }
    std::vector<StartCard> cards;
};

/// The shipped networks as cards with neither counts nor pictures: fast.
[[nodiscard]] std::vector<StartCard> galleryCards();

/// The same with their counts and real placements on a machine, which takes some seconds. Blocking: for JobRunner.
/// Publishes CardsPartial.
[[nodiscard]] Result<std::vector<StartCard>>
filledCards(std::vector<StartCard> cards, const std::shared_ptr<const Installation>& machine, const JobControl& job);

} // namespace waferscope
