#pragma once

#include <memory>

namespace waferscope {

/// An OpenGL 3.2 core context that belongs to no window. Used on the thread that made it.
class GlContext {
public:
    virtual ~GlContext() = default;
    GlContext() = default;
    GlContext(const GlContext&) = delete;
    GlContext& operator=(const GlContext&) = delete;

    virtual bool makeCurrent() = 0; ///< does nothing when it is: making it so again would lose the frame being drawn
    [[nodiscard]] virtual bool isCurrent() const = 0;
    virtual void release() = 0; ///< no context is current any more

    /// Surfaceless EGL, which needs no display; else a default EGL display; else Qt's own off-screen surface. nullptr
    /// when none of them can be had.
    [[nodiscard]] static std::unique_ptr<GlContext> create();
};

[[nodiscard]] std::unique_ptr<GlContext> createEglContext(); ///< nullptr: none
[[nodiscard]] std::unique_ptr<GlContext> createQtContext(); ///< nullptr: none

} // namespace waferscope
