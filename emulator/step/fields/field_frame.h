#pragma once

#include "core/base/geometry.h"

namespace waferscope {

/// One field at one time, worked out as far as all PEs share it, ready to be painted. Painted from any thread.
class FieldFrame {
public:
    FieldFrame() = default;
    FieldFrame(const FieldFrame&) = delete;
    FieldFrame& operator=(const FieldFrame&) = delete;
    virtual ~FieldFrame() = default;

    /// Values of all PEs of `area`, row by row without gaps. `area` lies on the fabric.
    virtual void paint(const PeRect& area, float* values) const = 0;
};

} // namespace waferscope
