#include "core/layout/streaming_schedule.h"

#include "core/base/fingerprint.h"

namespace waferscope {

std::string_view nameOf(Retention retention)
{
    switch (retention) {
    case Retention::Keep: return "keep";
    case Retention::Recompute: return "recompute";
    case Retention::Spill: break;
    }
    return "spill";
}

std::uint64_t fingerprint(const StreamingSchedule& schedule)
{
    Fingerprint print;
    print.add(schedule.microBatch);
    print.add(schedule.sparsity);
    for (const Retention retention : schedule.retention)
        print.add(static_cast<std::int64_t>(retention));
    return print.value();
}

} // namespace waferscope
