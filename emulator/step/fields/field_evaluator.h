#pragma once

#include "core/layout/evaluation.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "core/run/event_log.h"
#include "core/run/field_source.h"

#include <memory>
#include <string>

namespace waferscope {

/// Answers what every PE and link does at any time of a run. A pure function of layout, evaluation, assumptions, log
/// and time: the same values for any number of threads, bit by bit. Immutable; asked from any thread.
class FieldEvaluator : public FieldSource {
public:
    /// What does not depend on time is worked out here. `log` must be of this layout and evaluation; a snapshot will
    /// do, for times before its watermark.
    FieldEvaluator(std::shared_ptr<const Layout> layout, std::shared_ptr<const Evaluation> evaluation,
                   const Assumptions& assumptions, const EventLog& log);
    ~FieldEvaluator() override;
    FieldEvaluator(FieldEvaluator&&) noexcept;
    FieldEvaluator& operator=(FieldEvaluator&&) noexcept;

    [[nodiscard]] Cycles length() const override; ///< the log's watermark
    using FieldSource::evaluate;
    [[nodiscard]] Field evaluate(Cycles time, const FieldRequest& request, int threads) const override;

    /// The same into a field whose memory is used again, with whatever threads the caller's task arena has.
    void evaluateInto(Field& field, Cycles time, const FieldRequest& request) const;

    /// The PE's kernel, role, sample, bytes, or why it waits.
    [[nodiscard]] std::string describe(Cycles time, PeCoord pe) const override;

private:
    struct Parts;
    std::unique_ptr<const Parts> m_parts;
};

} // namespace waferscope
