#pragma once

#include "core/run/field.h"

#include <string>

namespace waferscope {

/// Fields of a run by time, whatever emulator it is of. Whoever only shows a run holds this. Immutable; asked from any
/// thread.
class FieldSource {
public:
    FieldSource() = default;
    virtual ~FieldSource() = default;

    /// Cycles of the run that are known: 0 .. length() can be asked for.
    [[nodiscard]] virtual Cycles length() const = 0;

    /// `request.area` is cut to the fabric. At most `threads` threads, 0 for all of the machine; never changes a value.
    [[nodiscard]] virtual Field evaluate(Cycles time, const FieldRequest& request, int threads) const = 0;
    [[nodiscard]] Field evaluate(Cycles time, const FieldRequest& request) const { return evaluate(time, request, 0); }

    /// What one PE of the fabric does at a time, as one sentence.
    [[nodiscard]] virtual std::string describe(Cycles time, PeCoord pe) const = 0;

protected:
    FieldSource(const FieldSource&) = default;
    FieldSource(FieldSource&&) = default;
    FieldSource& operator=(const FieldSource&) = default;
    FieldSource& operator=(FieldSource&&) = default;
};

} // namespace waferscope
