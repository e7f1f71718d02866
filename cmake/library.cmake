# waferscope_library(NAME PATTERN...): a static library of all sources that match, found anew at every build.
# A folder without sources yet gives an empty library, so that every target always exists.
function(waferscope_library name)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    file(GLOB sources CONFIGURE_DEPENDS ${ARGN})
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    if(NOT sources MATCHES "\\.cpp")
        file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.cpp "// No sources yet.\n")
        list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.cpp)
    endif()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE project_flags)
endfunction()

# waferscope_program(NAME LIBRARY...): the executable of this folder's main.cpp, if there is one.
function(waferscope_program name)
    file(GLOB main CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    if(main)
        add_executable(${name} ${main})
        target_link_libraries(${name} PRIVATE project_flags ${ARGN})
    endif()
endfunction()
