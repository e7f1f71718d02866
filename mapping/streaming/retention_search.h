#pragma once

#include "core/base/job_control.h"
#include "model/streaming/streaming_course.h"

#include <optional>

namespace waferscope {

/// What becomes of every layer's activations, and the course that follows.
struct RetentionPlan {
    std::vector<Retention> retention; ///< by KernelId
    StreamingCourse course;
};

enum class Effort {
    Quick, ///< layers in order of time lost per byte freed, until the rest fits
    Thorough, ///< that, and then every layer given another retention as long as that helps; every mix of a small
              ///< network
};

/// The mix of keeping, recomputing and spilling that fits and takes least time (recomputation: Chen et al., "Training
/// Deep Nets with Sublinear Memory Cost", 2016; by time lost per byte, as Dantzig filled knapsacks, 1957; then local
/// search); never slower than the same for all layers. None when no mix that was tried fits. Stops early when asked,
/// with the best so far.
[[nodiscard]] std::optional<RetentionPlan> bestRetention(const StreamingCourses& courses, std::size_t layers,
                                                         Effort effort, const JobControl& job);

} // namespace waferscope
