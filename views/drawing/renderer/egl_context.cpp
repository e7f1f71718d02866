#include "views/drawing/renderer/gl_context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <cstring>

namespace waferscope {

namespace {

class EglContext final : public GlContext {
public:
    EglContext(EGLDisplay display, EGLContext context)
        : m_display(display)
        , m_context(context)
    {
    }
    ~EglContext() override
    {
        release();
        eglDestroyContext(m_display, m_context); // the display is the process's: other contexts may use it
    }

    bool makeCurrent() override
    {
        return isCurrent()
            || (eglBindAPI(EGL_OPENGL_API) == EGL_TRUE
                && eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, m_context) == EGL_TRUE);
    }
    [[nodiscard]] bool isCurrent() const override { return eglGetCurrentContext() == m_context; }
    void release() override
    {
        if (isCurrent())
            eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    }

private:
    EGLDisplay m_display;
    EGLContext m_context;
};

bool hasExtension(const char* extensions, const char* name)
{
    return extensions && std::strstr(extensions, name);
}

EGLDisplay surfacelessDisplay()
{
    if (!hasExtension(eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS), "EGL_MESA_platform_surfaceless"))
        return EGL_NO_DISPLAY;
    const auto getPlatformDisplay =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    return getPlatformDisplay ? getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr)
                              : EGL_NO_DISPLAY;
}

EGLContext contextOn(EGLDisplay display)
{
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE || eglChooseConfig(display, wanted, &config, 1, &count) != EGL_TRUE
        || count == 0)
        return EGL_NO_CONTEXT;
    const EGLint version[] = {
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 2, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    return eglCreateContext(display, config, EGL_NO_CONTEXT, version);
}

std::unique_ptr<GlContext> contextOf(EGLDisplay display)
{
    if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE)
        return nullptr;
    const EGLContext handle = contextOn(display);
    if (handle == EGL_NO_CONTEXT)
        return nullptr;
    auto context = std::make_unique<EglContext>(display, handle);
    if (!context->makeCurrent())
        return nullptr;
    return context;
}

} // namespace

std::unique_ptr<GlContext> createEglContext()
{
    if (auto context = contextOf(surfacelessDisplay()))
        return context;
    return contextOf(eglGetDisplay(EGL_DEFAULT_DISPLAY));
}

} // namespace waferscope
