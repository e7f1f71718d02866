#include "views/drawing/renderer/field_renderer.h"

#include <vtk_glew.h> // before any other OpenGL header

#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>
#include <vtkUnsignedCharArray.h>

#include <cstring>

namespace waferscope {

namespace {

#ifndef GLEW_ERROR_NO_GLX_DISPLAY
constexpr GLenum GLEW_ERROR_NO_GLX_DISPLAY = 4; // since GLEW 2.2
#endif

/// Debian's GLEW is built for GLX and reports an error in a context without X, after it has loaded every function. VTK
/// takes the error for a failure; here it is not one.
class SurfacelessWindow final : public vtkGenericOpenGLRenderWindow {
public:
    static SurfacelessWindow* New();

    void OpenGLInitContext() override
    {
        if (this->Initialized)
            return;
        glewExperimental = GL_TRUE;
        const GLenum result = glewInit();
        const bool loaded = result == GLEW_OK || result == GLEW_ERROR_NO_GLX_DISPLAY;
        this->GlewInitValid = loaded && GLEW_VERSION_3_2;
        this->Initialized = this->GlewInitValid;
    }
    [[nodiscard]] bool ready() const { return this->GlewInitValid; }

    /// The last frame, first row first.
    void read(QImage& picture)
    {
        const vtkRecti all(0, 0, picture.width(), picture.height());
        this->ReadPixels(all, 0, GL_RGBA, GL_UNSIGNED_BYTE, picture.bits(), 0);
    }

protected:
    SurfacelessWindow() = default;
};

vtkStandardNewMacro(SurfacelessWindow)

    class VtkRenderer final : public FieldRenderer {
public:
    explicit VtkRenderer(std::unique_ptr<GlContext> context)
        : m_context(std::move(context))
    {
        makeActor();
        makeWindow();
    }

    ~VtkRenderer() override
    {
        m_context->makeCurrent();
        m_window->Finalize();
        m_window->RemoveAllObservers();
    }

    /// Whether OpenGL is good enough; nothing may be drawn otherwise.
    [[nodiscard]] bool open()
    {
        m_context->makeCurrent();
        m_window->SetReadyForRendering(true);
        m_window->OpenGLInitContext();
        return m_window->ready();
    }

    void show(const PlacedImage& image) override
    {
        m_image = image;
        m_actor->SetVisibility(!image.image.isNull());
        if (image.image.isNull())
            return;
        placeQuad();
        wrapPixels();
    }

    QImage draw(const QRectF& visible, QSize size, const QColor& background) override;

private:
    void makeActor();
    void makeWindow();
    void placeQuad();
    void wrapPixels();

    std::unique_ptr<GlContext> m_context;
    PlacedImage m_image; ///< VTK reads its pixels in place
    vtkNew<vtkFloatArray> m_corners; ///< texture coordinates
    vtkNew<vtkPoints> m_points;
    vtkNew<vtkPolyData> m_quad;
    vtkNew<vtkImageData> m_pixels;
    vtkNew<vtkTexture> m_texture;
    vtkNew<vtkPolyDataMapper> m_mapper;
    vtkNew<vtkActor> m_actor;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<SurfacelessWindow> m_window;
};

void VtkRenderer::makeActor()
{
    constexpr vtkIdType kCorners[] = {0, 1, 2, 3};
    m_points->SetDataTypeToFloat();
    m_points->SetNumberOfPoints(4);
    m_corners->SetNumberOfComponents(2);
    m_corners->SetNumberOfTuples(4);
    vtkNew<vtkCellArray> cells;
    cells->InsertNextCell(4, kCorners);
    m_quad->SetPoints(m_points);
    m_quad->SetPolys(cells);
    m_quad->GetPointData()->SetTCoords(m_corners);
    m_mapper->SetInputData(m_quad);
    m_texture->SetInputData(m_pixels);
    m_texture->InterpolateOff();
    m_texture->RepeatOff();
    m_texture->SetColorModeToDirectScalars();
    m_actor->SetMapper(m_mapper);
    m_actor->SetTexture(m_texture);
    m_actor->GetProperty()->LightingOff();
    m_actor->ForceOpaqueOn(); // four channels do not make it translucent, which costs 20 ms
    m_actor->VisibilityOff();
}

void VtkRenderer::makeWindow()
{
    m_renderer->AddActor(m_actor);
    m_renderer->SetAutomaticLightCreation(false);
    m_renderer->GetActiveCamera()->ParallelProjectionOn();
    m_window->SetOwnContext(0);
    m_window->SetReadyForRendering(false);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetMultiSamples(0);
    m_window->AddRenderer(m_renderer);
    const auto answer = [](vtkObject*, unsigned long event, void* self, void* data) {
        GlContext& context = *static_cast<VtkRenderer*>(self)->m_context;
        if (event == vtkCommand::WindowMakeCurrentEvent)
            context.makeCurrent();
        else if (event == vtkCommand::WindowIsCurrentEvent)
            *static_cast<bool*>(data) = context.isCurrent();
        else
            *static_cast<int*>(data) = 1; // it supports OpenGL
    };
    vtkNew<vtkCallbackCommand> questions;
    questions->SetCallback(answer);
    questions->SetClientData(this);
    for (const auto event :
         {vtkCommand::WindowMakeCurrentEvent, vtkCommand::WindowIsCurrentEvent, vtkCommand::WindowSupportsOpenGLEvent})
        m_window->AddObserver(event, questions);
}

void VtkRenderer::placeQuad()
{
    const QRectF& place = m_image.place;
    const QSizeF whole = m_image.image.size();
    const QRectF part(m_image.part.x() / whole.width(), m_image.part.y() / whole.height(),
                      m_image.part.width() / whole.width(), m_image.part.height() / whole.height());
    const QPointF corners[] = {place.topLeft(), place.topRight(), place.bottomRight(), place.bottomLeft()};
    const QPointF inside[] = {part.topLeft(), part.topRight(), part.bottomRight(), part.bottomLeft()};
    for (int i = 0; i < 4; ++i) {
        m_points->SetPoint(i, corners[i].x(), corners[i].y(), 0.0);
        m_corners->SetTuple2(i, inside[i].x(), inside[i].y());
    }
    m_points->Modified();
    m_corners->Modified();
    m_quad->Modified();
}

void VtkRenderer::wrapPixels()
{
    const vtkIdType bytes = vtkIdType{m_image.image.width()} * m_image.image.height() * 4;
    vtkNew<vtkUnsignedCharArray> channels;
    channels->SetNumberOfComponents(4);
    channels->SetArray(m_image.image.bits(), bytes, 1); // 1: VTK does not free it
    m_pixels->SetDimensions(m_image.image.width(), m_image.image.height(), 1);
    m_pixels->GetPointData()->SetScalars(channels);
    m_pixels->Modified();
}

/// Qt's RGB32 is blue, green, red, 255 in memory. The bytes go through OpenGL as they are, and the camera looks from
/// behind so that the frame buffer's first row is the picture's top row: nothing is swapped or flipped on the way back.
QImage VtkRenderer::draw(const QRectF& visible, QSize size, const QColor& background)
{
    m_context->makeCurrent();
    vtkCamera* camera = m_renderer->GetActiveCamera();
    camera->SetPosition(visible.center().x(), visible.center().y(), 1.0);
    camera->SetFocalPoint(visible.center().x(), visible.center().y(), 0.0);
    camera->SetViewUp(0.0, 1.0, 0.0);
    camera->SetParallelScale(visible.height() / 2);
    camera->SetClippingRange(0.5, 2.0);
    m_renderer->SetBackground(background.blueF(), background.greenF(), background.redF());
    if (m_window->GetSize()[0] != size.width() || m_window->GetSize()[1] != size.height())
        m_window->SetSize(size.width(), size.height());
    m_window->Render();
    QImage picture(size, QImage::Format_RGB32);
    m_window->read(picture);
    return picture;
}

} // namespace

std::unique_ptr<FieldRenderer> createVtkRenderer(std::unique_ptr<GlContext> context)
{
    auto renderer = std::make_unique<VtkRenderer>(std::move(context));
    if (!renderer->open())
        return nullptr;
    return renderer;
}

} // namespace waferscope
