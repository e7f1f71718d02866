#include "core/machine/system.h"

#include "core/base/pe_set.h"

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

std::int64_t System::livePeCount() const
{
    return pesOutside(fabric(), deadPes);
}

} // namespace waferscope
