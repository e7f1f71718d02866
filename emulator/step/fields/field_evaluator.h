#pragma once

#include "core/layout/evaluation.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "core/run/event_log.h"
#include "core/run/field.h"

#include <memory>
#include <string>

namespace waferscope {

/// Answers what every PE and link does at any time of a run. A pure function of layout, evaluation, assumptions, log
/// and time: the same values for any number of threads, bit by bit. Immutable; asked from any thread.
class FieldEvaluator {
public:
    /// What does not depend on time is worked out here. `log` must be of this layout and evaluation; a snapshot will
    /// do, for times before its watermark.
    FieldEvaluator(std::shared_ptr<const Layout> layout, std::shared_ptr<const Evaluation> evaluation,
                   const Assumptions& assumptions, EventLog log);
    ~FieldEvaluator();
    FieldEvaluator(FieldEvaluator&&) noexcept;
    FieldEvaluator& operator=(FieldEvaluator&&) noexcept;

    /// `request.area` is cut to the fabric. At most `threads` threads, 0 for all of the machine.
    [[nodiscard]] Field evaluate(Cycles time, const FieldRequest& request, int threads = 0) const;

    /// The same into a field whose memory is used again, with whatever threads the caller's task arena has.
    void evaluateInto(Field& field, Cycles time, const FieldRequest& request) const;

    /// What one PE does at a time, as one sentence: its kernel, role, sample, bytes, or why it waits.
    [[nodiscard]] std::string describe(Cycles time, PeCoord pe) const;

    [[nodiscard]] const EventLog& log() const;

private:
    struct Parts;
    std::unique_ptr<const Parts> m_parts;
};

} // namespace waferscope
