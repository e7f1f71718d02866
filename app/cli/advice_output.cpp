#include "app/cli/advice_output.h"

namespace waferscope {

Result<std::optional<Advice>> adviceWithin(const MappedLayout& layout, const Assumptions& assumptions, TimeLimit& time)
{
    Result<std::optional<Advice>> found = adviseOn(layout, assumptions, time.control());
    if (!found.ok() && found.error().code == ErrorCode::Stopped)
        return std::optional<Advice>{};
    return found;
}

std::optional<AdvisedChange> advisedChange(const std::optional<Advice>& advice)
{
    if (!advice)
        return std::nullopt;
    const Evaluation& changed = *advice->changed.evaluation;
    return AdvisedChange{advice->sentence, changed.numbers.samples, changed.stepSamples};
}

std::string adviceText(const std::optional<Advice>& advice, Wanted wanted)
{
    if (wanted == Wanted::No)
        return {};
    return "\n" + (advice ? advice->sentence : std::string("No change that was tried helps.")) + "\n";
}

} // namespace waferscope
