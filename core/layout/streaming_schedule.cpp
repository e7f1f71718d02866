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

std::optional<Error> malformed(const StreamingSchedule& schedule)
{
    if (schedule.microBatch < 1)
        return Error{ErrorCode::Usage, "A micro-batch must be of at least one sample."};
    if (!(schedule.sparsity >= 0.0 && schedule.sparsity < 1.0))
        return Error{ErrorCode::Usage, "The sparsity must be at least 0 and below 1."};
    if (schedule.bands < 1)
        return Error{ErrorCode::Usage, "There must be at least one band of columns."};
    return std::nullopt;
}

std::uint64_t fingerprint(const StreamingSchedule& schedule)
{
    Fingerprint print;
    print.add(schedule.microBatch);
    print.add(schedule.sparsity);
    for (const Retention retention : schedule.retention)
        print.add(static_cast<std::int64_t>(retention));
    print.add(static_cast<std::int64_t>(schedule.bands));
    return print.value();
}

} // namespace waferscope
