#include "app/cli/output/advice_output.h"

namespace waferscope {

std::optional<AdvisedChange> advisedChange(const std::optional<Advice>& advice)
{
    if (!advice)
        return std::nullopt;
    const Evaluation& changed = *advice->changed.evaluation;
    return AdvisedChange{plain(advice->sentence), changed.numbers.samples, changed.stepSamples};
}

std::string adviceText(const std::optional<Advice>& advice, Wanted wanted)
{
    if (wanted == Wanted::No)
        return {};
    return "\n" + (advice ? plain(advice->sentence) : std::string("No change that was tried helps.")) + "\n";
}

} // namespace waferscope
