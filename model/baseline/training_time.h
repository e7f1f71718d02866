#pragma once

#include "core/base/quantity.h"

namespace waferscope {

/// A training by its arithmetic alone. All numbers are positive.
struct TrainingWork {
    double parameters = 0.0; ///< that a token meets
    double tokens = 0.0; ///< over all passes
    double operations = 6.0; ///< of a parameter and token: forward 2, backward 4; 8 where forward runs twice
};

/// k N D floating-point operations (Kaplan et al. 2020; Narayanan et al. 2021 for k = 8).
[[nodiscard]] double flopsOf(const TrainingWork& work);

/// On so many processors of `peakFlops` a second, of which `utilization`, 0 to 1, is reached.
[[nodiscard]] Seconds timeToTrain(const TrainingWork& work, double processors, double peakFlops, double utilization);

inline constexpr double kFlopsOfPflopDay = 1e15 * 86400.0;

/// How often a training of one PFLOP-day doubles until it is this large; below 0 where it is smaller.
[[nodiscard]] double doublingsOf(double flops);

} // namespace waferscope
