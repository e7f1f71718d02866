#include "formats/base/foreign_optimizer.h"

#include "core/base/names.h"

namespace waferscope {

std::optional<Optimizer> optimizerCalled(const std::string& name, double momentum)
{
    if (name == "adam" || name == "adamw")
        return Optimizer::Adam;
    if (name == "sgd")
        return momentum > 0.0 ? Optimizer::Momentum : Optimizer::Sgd;
    return std::nullopt;
}

std::string unknownOptimizer(const std::string& name)
{
    return "The optimizer " + inQuotes(name.substr(0, 60)) + " is none of ours; the run's own is used.";
}

} // namespace waferscope
