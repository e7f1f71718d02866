#include "core/system.h"

namespace waferscope {

std::string_view nameOf(Mark mark)
{
    switch (mark) {
    case Mark::Published: return "published";
    case Mark::SecondHand: return "second-hand";
    case Mark::Derived: return "derived";
    case Mark::Assumed: break;
    }
    return "assumed";
}

} // namespace waferscope
