#include "core/run/requests.h"

namespace waferscope {

std::string_view nameOf(ArrivalSpread spread)
{
    return spread == ArrivalSpread::Poisson ? "poisson" : "even";
}

std::optional<ArrivalSpread> arrivalSpreadOf(std::string_view name)
{
    for (const ArrivalSpread spread : {ArrivalSpread::Poisson, ArrivalSpread::Even})
        if (nameOf(spread) == name)
            return spread;
    return std::nullopt;
}

} // namespace waferscope
