#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/run/emulation.h"
#include "emulator/step/fields/field_evaluator.h"

#include <cstdint>

namespace waferscope {

/// A run in one number, and how much was evaluated for it.
struct EmulationDigest {
    std::uint64_t value = 0;
    std::int64_t peStates = 0; ///< values of all fields
};

/// FNV-1a over the log and all fields of the whole fabric at 64 times that divide the run evenly: the same for any
/// number of threads and on any machine. Rows and fields are hashed apart, and their hashes in order. Fails only when
/// stopped.
[[nodiscard]] Result<EmulationDigest> digestOf(const Emulation& emulation, const FieldEvaluator& fields, int threads,
                                               const JobControl& control = {});

} // namespace waferscope
