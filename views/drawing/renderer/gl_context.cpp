#include "views/drawing/renderer/gl_context.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>

namespace waferscope {

namespace {

/// Where EGL cannot be had: a context of Qt's platform, with a surface nobody sees.
class QtContext final : public GlContext {
public:
    [[nodiscard]] bool open()
    {
        QSurfaceFormat format;
        format.setVersion(3, 2);
        format.setProfile(QSurfaceFormat::CoreProfile);
        m_context.setFormat(format);
        m_surface.setFormat(format);
        if (!m_context.create() || m_context.isOpenGLES())
            return false;
        m_surface.create();
        return m_surface.isValid() && makeCurrent();
    }
    ~QtContext() override { release(); }

    bool makeCurrent() override { return isCurrent() || m_context.makeCurrent(&m_surface); }
    [[nodiscard]] bool isCurrent() const override { return QOpenGLContext::currentContext() == &m_context; }
    void release() override
    {
        if (isCurrent())
            m_context.doneCurrent();
    }

private:
    QOffscreenSurface m_surface;
    QOpenGLContext m_context;
};

} // namespace

std::unique_ptr<GlContext> createQtContext()
{
    // The offscreen platform without X answers with a context that crashes; it only works where windows do.
    if (!qGuiApp || QGuiApplication::platformName() != QLatin1String("xcb"))
        return nullptr;
    auto context = std::make_unique<QtContext>();
    if (!context->open())
        return nullptr;
    return context;
}

std::unique_ptr<GlContext> GlContext::create()
{
    if (auto context = createEglContext())
        return context;
    return createQtContext();
}

} // namespace waferscope
