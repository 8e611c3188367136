def remember_page(get_response):
    def middleware(request):
        request.came_from = request.session.get("page", "nowhere")
        response = get_response(request)
        request.session["page"] = request.path
        return response

    return middleware
